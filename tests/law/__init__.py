"""The Act in tables of baht: a module a provision, each row judged on the oracle and on Thidin."""
