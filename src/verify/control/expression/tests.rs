//! What expressions give, and what is said of those that give nothing.

use super::*;

/// Values for the names that the expressions use.
fn variables() -> [(&'static str, Variable); 4] {
    [
        ("a", Variable::Number(Decimal::from(7))),
        ("b", Variable::Number(Decimal::from(2))),
        ("new", Variable::Number(Decimal::ZERO)),
        ("rad", Variable::Text("Bardu".to_owned())),
    ]
}

fn evaluate(source: &str) -> Result<Value, Failure> {
    let lists = BTreeMap::from([("kommuner", List::default())]);
    let evaluator = Evaluator::new(Surroundings { lists: Arc::new(lists), ..Surroundings::default() });
    let known = variables().map(|(name, _)| name);
    let compiled = evaluator.compile(source, &known).map_err(Failure::Mistake)?;
    evaluator.evaluate(&compiled, &variables())
}

#[track_caller]
fn check(source: &str, expected: Result<&str, &str>) {
    let shown = match evaluate(source) {
        Ok(Value::Number(number)) => Ok(number.to_string()),
        Ok(Value::Truth(truth)) => Ok(truth.to_string()),
        Err(Failure::NoNumber(absence)) => Err(format!("{absence:?}")),
        Err(Failure::DivisionByZero) => Err("deling på null".to_owned()),
        Err(Failure::MissingTable) => Err("tabellen mangler".to_owned()),
        Err(Failure::Mistake(message)) => Err(message),
    };
    assert_eq!(shown, expected.map(str::to_owned).map_err(str::to_owned), "{source}");
}

#[test]
fn numbers_are_exact_decimals() {
    check("a / b", Ok("3.5"));
    check("1 / 2", Ok("0.5"));
    check("0.1 + 0.2", Ok("0.3"));
    check("0.1 + 0.2 == 0.3", Ok("true"));
    check("avrund(2 / 3 * 100, 1)", Ok("66.7"));
    check("avrund(0.25, 1)", Ok("0.3"));
    check("-(a - b) * 3", Ok("-15"));
}

#[test]
fn whole_numbers_stay_whole() {
    check("8", Ok("8"));
    check("a + 1", Ok("8"));
    check("a * 100", Ok("700"));
    check("8 / 2", Ok("4"));
    check("1.50 + 1", Ok("2.50"));
}

#[test]
fn texts_stand_in_either_quotes() {
    check("rad == \"Bardu\"", Ok("true"));
    check("rad == 'Bardu'", Ok("true"));
    check("rad == 'Bar\"du'", Ok("false"));
    check("'a\\nb' == 'a\\nb' && a > b", Ok("true"));
    check("rad == 'Bardu", Err("uttrykket er ikke skrevet rett; sjekk parenteser og regnetegn"));
    check("rad", Err("uttrykket gir verken et tall eller sant/usant"));
    check("rad + 1", Err("uttrykket bruker en funksjon eller et regnetegn på noe det ikke passer for"));
}

#[test]
fn mistakes_are_explained() {
    check("a / new", Err("deling på null"));
    check("a / c", Err("uttrykket bruker «c», som ikke er kjent her; her kan du bruke: a, b, new, rad"));
    check(
        "gjett(a)",
        Err("funksjonen «gjett» finnes ikke; funksjonene er: celle, sum, rader, antall, tell, felt, prosjekt, avrund"),
    );
    check("(a + ", Err("uttrykket er ikke skrevet rett; sjekk parenteser og regnetegn"));
    check("5a", Err("uttrykket er ikke skrevet rett; sjekk parenteser og regnetegn"));
    check("1.2.3", Err("«1.2.3» er ikke et tall som kan regnes med"));
    check("792281625142643375935439503350", Err("«792281625142643375935439503350» er ikke et tall som kan regnes med"));
    check("a + \"b\"", Err("uttrykket bruker en funksjon eller et regnetegn på noe det ikke passer for"));
    check("a % new", Err("deling på null"));
    check("a % b == 1 && !(a < b) || a >= b && a != b && a > b && b <= a", Ok("true"));
    check("79228162514264337593543950335 * 10", Err("tallet blir for stort"));
    check("sum(\"x\")", Err("uttrykket har ingen egen tabell å slå opp i; nevn tabellen først"));
    check("celle(\"x.toml\", \"a\", \"b\")", Err("tabellen «x.toml» må stå i uttrykket med hele navnet i ett"));
    check("rader(\"x\")", Err("«x» er ikke navnet på en tabell; det slutter på .toml"));
}

#[test]
fn lists_are_counted() {
    check("tell('kommuner')", Ok("0"));
    check(
        "tell('kommunar')",
        Err(
            "«kommunar» kan ikke telles; det er verken en tabell (navnet slutter på .toml) eller en av listene: kommuner",
        ),
    );
}

#[test]
fn nothing_but_expressions_is_allowed() {
    for source in ["let x = 1; x", "while true {}", "loop {}", "a = 2", "|x| x", "import \"x\"", "a; b", "{ a }"] {
        let result = evaluate(source);
        assert!(matches!(result, Err(Failure::Mistake(_))), "{source}: {result:?}");
    }
}

#[test]
fn every_way_to_write_a_function_is_one_that_there_is() {
    let evaluator = Evaluator::new(Surroundings::default());
    let values = ["tall", "desimaler"].map(|name| (name, Variable::Number(Decimal::ONE)));
    for function in FUNCTIONS {
        for form in function.forms {
            assert!(form.starts_with(&format!("{}(", function.name)), "{form}");
            let compiled = evaluator.compile(form, &["tall", "desimaler"]).unwrap();
            // Nothing is there to look up, but the function itself is found.
            if let Err(Failure::Mistake(message)) = evaluator.evaluate(&compiled, &values) {
                assert!(!message.contains("passer for"), "{form}: {message}");
            }
        }
    }
}
