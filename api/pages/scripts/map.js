// A map of plots: outlines from the service itself, drawn on plain ground, with a list beside it.
// data-map: where the outlines are (GeoJSON); data-follows: ask again for the part that is seen;
// data-here: the plot the page is about;
// data-nation: the nation's drawing, laid under plots that are far apart; data-link and data-link-text: where a plot leads to, with the plot's key added.

const MOST_NEAR = 19;
const MOST_NAMED = 30;
// Where the drawing of the nation lies. It is a drawing: near by, it would be a kilometre beside the truth.
const NATION = [[5.613, 97.344], [20.465, 105.637]];
const NATION_UNTIL = 9;
const PLOT = { color: "#0b4f6c", weight: 2, fillColor: "#7fb2c5", fillOpacity: 0.45 };
const HERE = { color: "#0b0c0c", weight: 3, fillColor: "#fd0", fillOpacity: 0.9 };
const PIN = { radius: 5, color: "#fff", weight: 2, fillColor: "#0b4f6c", fillOpacity: 1, interactive: false };

for (const place of document.querySelectorAll("[data-map]")) show(place);

async function show(place) {
  const map = L.map(place, { preferCanvas: true, attributionControl: false, maxZoom: 21 });
  map.zoomControl.setPosition("topright");
  L.control.scale({ imperial: false }).addTo(map);
  place.querySelector("[data-waiting]")?.remove();
  const drawn = L.geoJSON(null, {
    style: (feature) => (isHere(place, feature) ? HERE : PLOT),
    onEachFeature: (feature, layer) => layer.bindPopup(() => popup(place, feature.properties)),
  }).addTo(map);
  const first = await load(place, place.dataset.map);
  drawn.addData(first);
  tell(place, first);
  if (!first.features.length) {
    place.hidden = true;
    words(place, place.dataset.none);
    return;
  }
  const few = first.features.length <= MOST_NAMED;
  if (few) drawn.eachLayer(label);
  const here = drawn.getLayers().find((layer) => isHere(place, layer.feature));
  if (here && !few) label(here.bringToFront());
  map.fitBounds(here ? here.getBounds().pad(1.5) : drawn.getBounds(), { maxZoom: MOST_NEAR, paddingTopLeft: [32, 48], paddingBottomRight: [32, 32] });
  // Plots in two provinces are too small to be seen on one map: a pin says where each is.
  if (few) drawn.eachLayer((layer) => L.circleMarker(layer.getBounds().getCenter(), PIN).addTo(map));
  if (place.dataset.nation) underlay(map, place.dataset.nation);
  if (!("follows" in place.dataset)) return;
  map.on("moveend", async () => {
    const box = map.getBounds().toBBoxString();
    const seen = await load(place, `${place.dataset.follows}?box=${box}`);
    if (map.getBounds().toBBoxString() !== box) return;
    drawn.clearLayers();
    drawn.addData(seen);
    tell(place, seen);
  });
}

function underlay(map, address) {
  const nation = L.imageOverlay(address, NATION, { opacity: 0.12, pane: "tilePane" });
  const show = () => (map.getZoom() <= NATION_UNTIL ? nation.addTo(map) : nation.remove());
  map.on("zoomend", show);
  show();
}

function isHere(place, feature) {
  return Boolean(place.dataset.here) && called(feature.properties) === place.dataset.here;
}

function label(layer) {
  const words = document.createElement("span");
  words.textContent = called(layer.feature.properties);
  layer.bindTooltip(words, { permanent: true, direction: "top" });
}

function called(plot) {
  return plot.parcel_code || plot.map_sheet || plot.key;
}

async function load(place, address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.ok) return answer.json();
  return { type: "FeatureCollection", features: [], more: false };
}

function tell(place, seen) {
  words(place, seen.more ? place.dataset.more : "");
}

function words(place, text) {
  const told = document.getElementById(`${place.id}-words`);
  if (told) told.textContent = text;
}

function popup(place, plot) {
  const shown = document.createElement("p");
  const name = document.createElement("strong");
  name.textContent = called(plot);
  const area = document.createElement("span");
  area.textContent = `${plot.area} ${plot.unit === "wah2" ? place.dataset.wah : place.dataset.metres}`;
  shown.append(name, document.createElement("br"), area);
  if (place.dataset.link) {
    const link = document.createElement("a");
    link.href = place.dataset.link + encodeURIComponent(plot.key);
    link.textContent = place.dataset.linkText;
    shown.append(document.createElement("br"), link);
  }
  return shown;
}
