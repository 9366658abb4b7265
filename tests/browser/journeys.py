"""The journeys that people make through the pages, and the tests that walk them in a browser."""

from collections.abc import Mapping, Sequence
from typing import Final

GUEST: Final = "test_guest_pays"
ACTS: Final = "test_taxpayer_acts"
SETTINGS: Final = "test_taxpayer_settings"
OFFICERS: Final = "test_officers"
YEAR: Final = "test_officers_year"
ISSUE: Final = "test_officers_issue"
STATE: Final = "test_state_offices"

JOURNEYS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "pay as a guest, with the notice in hand": [
        (GUEST, "test_a_guest_pays_by_keyboard_and_sees_it_live"),
        (GUEST, "test_a_guest_without_scripts_gets_the_codes_and_looks_again"),
    ],
    "everything owned in all bodies, and one payment": [
        ("test_many_bodies", "test_everything_owned_in_two_bodies_is_seen_and_paid_with_one_qr"),
    ],
    "why this amount, next year's, and the calculator": [
        (GUEST, "test_an_owner_sees_why_and_calculates_again"),
    ],
    "pay and get the receipt without loading anew": [
        (ACTS, "test_an_owner_pays_live_and_no_code_is_left_to_pay_with_twice"),
    ],
    "the money left my bank, and nothing shows": [
        (ACTS, "test_who_paid_and_sees_nothing_has_the_banks_asked"),
    ],
    "pay in parts": [
        (ACTS, "test_parts_are_seen_with_their_days_agreed_and_the_first_is_paid"),
    ],
    "object with a file": [
        (ACTS, "test_an_owner_objects_with_a_file_by_keyboard_and_sees_the_clock"),
    ],
    "correct the list, and report a change of use": [
        (ACTS, "test_what_is_wrong_is_told_seen_in_baht_and_taken_back"),
    ],
    "let a relative act, and see who looked": [
        (SETTINGS, "test_a_relative_is_let_in_acts_under_a_banner_is_seen_and_sent_away"),
    ],
    "choose how to be told": [
        (SETTINGS, "test_how_to_be_told_is_chosen_proven_by_a_code_and_read_again"),
    ],
    "hand in a file": [
        (OFFICERS, "test_a_clerk_hands_in_a_file_sees_its_effect_and_records_it"),
    ],
    "mend rows in place, and undo from the history": [
        (
            OFFICERS,
            "test_a_row_kept_back_is_mended_beside_what_is_wrong_recorded_and_undone_from_the_history",
        ),
    ],
    "search the register": [(OFFICERS, "test_a_plot_is_found_by_keyboard_alone")],
    "correct a property, and undo it": [
        (YEAR, "test_a_correction_shows_its_effect_and_is_undone_from_the_history"),
    ],
    "split and merge": [
        (YEAR, "test_plots_are_split_and_merged_again_with_the_effect_seen_first"),
    ],
    "a run of notices, from preview to print": [
        (ISSUE, "test_a_year_is_previewed_answered_for_approved_by_another_printed_and_sent"),
    ],
    "take money at the counter": [
        (OFFICERS, "test_a_cashier_takes_money_for_a_notice_that_is_then_settled"),
    ],
    "match money that waits, and read the reports": [
        (YEAR, "test_money_that_waits_is_matched_by_two_people_and_stands_in_the_reports"),
    ],
    "give money back": [(YEAR, "test_what_was_paid_twice_is_given_back_by_two_people")],
    "close the day": [(YEAR, "test_a_day_is_counted_and_closed_and_takes_no_more_money")],
    "put right what a closed day has wrong": [
        (YEAR, "test_a_wrong_entry_of_a_closed_day_is_struck_out_by_two_people"),
    ],
    "arrears": [(ISSUE, "test_who_is_late_is_warned_and_the_land_office_told")],
    "decide an objection": [
        (YEAR, "test_an_objection_on_paper_is_entered_proposed_and_decided_by_another"),
    ],
    "relief": [(YEAR, "test_relief_after_a_flood_is_tried_proposed_and_granted_by_another")],
    "people and roles of the body": [(YEAR, "test_people_and_their_roles_are_seen_by_name")],
    "load, check, try and publish prices": [
        (STATE, "test_a_list_is_tried_released_and_published_by_two_people"),
    ],
    "the land office delivers a file": [
        (STATE, "test_the_land_office_hands_in_a_file_and_sees_what_was_understood"),
    ],
    "the land office asks, prints and has the answer checked": [
        (STATE, "test_a_registrar_asks_and_a_stranger_checks_the_answer"),
    ],
    "the map of the roll-out": [
        (STATE, "test_a_province_is_reached_from_the_map_by_keyboard"),
    ],
    "training, begun again": [
        (
            "test_every_page",
            "test_a_training_office_says_so_on_every_page_and_is_begun_again_by_keyboard",
        ),
    ],
}
"""Each journey, and the modules and tests that walk it.

A journey is walked in both languages, by keyboard alone, and what keeps people with disabilities
out is looked for on its pages: `tests/browser/test_journeys.py` holds the tests to it.
"""
