//! Every table as open data: CSV, JSON, a Frictionless description, and a catalogue of all in DCAT-AP-NO; and everything
//! that was checked, and lists of pages, as JSON.
//!
//! - CSV is UTF-8 with semicolons and decimal commas, once plain and once with a byte order mark for Excel. A text that a
//!   spreadsheet would take for a formula gets an apostrophe in front.
//! - The description is a Frictionless Data Package (<https://datapackage.org>) with a Table Schema.
//! - Grants follow 360Giving, where the settings say who gives them.
//! - The catalogue follows DCAT-AP-NO 2 (<https://data.norge.no/specification/dcat-ap-no>), as JSON-LD.

mod controls;
mod grants;
mod registers;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::foundation::diagnostic::Located;
use crate::foundation::path::{BaseUrl, SourcePath, UrlPath};
use crate::read::config::Config;
use crate::read::table::{Cell, Column, ColumnType, Content, Table};
use crate::render::body::{
    self, CATALOGUE_FILE, CONTROLS_FILE, DataRegister, GRANTS_FILE, published_rules, published_tables,
};
use crate::render::edition::Edition;
use crate::site::Site;
use crate::verify::control::Checked;

/// A byte order mark, by which Excel knows UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file of open data. It is made when it is asked for ([`make`]), since a table can be large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// A table, by the path of its description.
    Table { path: SourcePath, form: Format },
    /// Everything that was checked.
    Controls,
    /// A list of pages.
    Register(DataRegister),
    /// The JSON Schema of a list of pages.
    Schema(DataRegister),
    /// Grants as 360Giving.
    Grants,
    /// The catalogue of all that is published.
    Catalogue,
}

/// In which form a table is a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// CSV with a byte order mark.
    ExcelCsv,
    Json,
    /// The Frictionless description of the CSV file.
    Package,
}

impl Format {
    /// All, by how the names of their files end.
    const ALL: [(Self, &str); 4] =
        [(Self::ExcelCsv, "excel.csv"), (Self::Csv, "csv"), (Self::Json, "json"), (Self::Package, "datapackage.json")];
}

impl File {
    /// The description that the file is made from, where it is one table's.
    pub fn source(&self) -> Option<&SourcePath> {
        match self {
            Self::Table { path, .. } => Some(path),
            Self::Controls | Self::Grants | Self::Register(_) | Self::Schema(_) | Self::Catalogue => None,
        }
    }
}

/// Which files there are, by their addresses.
pub fn files(site: &Site, checked: &Checked, config: &Config) -> Vec<(UrlPath, File)> {
    let tables: Vec<&Table> = published_tables(site, checked).collect();
    let forms = tables.iter().flat_map(|table| {
        let file = |form| File::Table { path: table.path.clone(), form };
        Format::ALL.map(|(form, extension)| (table.url(extension), file(form)))
    });
    let mut files: Vec<(UrlPath, File)> = forms.collect();
    let mut add = |address: &str, file| files.push((UrlPath::new(address).expect("a plain address"), file));
    for single in singles(site, checked, config) {
        add(single.address, single.file);
    }
    let registers: Vec<DataRegister> = DataRegister::published(site).collect();
    for register in &registers {
        add(&register.file(), File::Register(*register));
        add(&register.schema_file(), File::Schema(*register));
    }
    if !tables.is_empty() || !registers.is_empty() {
        add(CATALOGUE_FILE, File::Catalogue);
    }
    files
}

/// The content of a file. `None` for a table that does not exist.
pub fn make(file: &File, edition: &Edition<'_>) -> Option<Vec<u8>> {
    let Edition { site, checked, config, base_url, .. } = *edition;
    Some(match file {
        File::Table { path, form } => {
            let table = checked.tables.get(path)?;
            match form {
                Format::Csv => csv(table, ""),
                Format::ExcelCsv => csv(table, BYTE_ORDER_MARK),
                Format::Json => data(table, checked),
                Format::Package => pretty(&package(table)),
            }
        }
        File::Register(register) => pretty(&registers::data(*register, edition)),
        File::Schema(register) => pretty(&registers::schema(*register, base_url)),
        File::Controls => pretty(&controls::register(site, checked, config, base_url)),
        File::Grants => pretty(&grants::package(edition)?),
        File::Catalogue => {
            let tables: Vec<&Table> = published_tables(site, checked).collect();
            let registers: Vec<DataRegister> = DataRegister::published(site).collect();
            pretty(&catalogue(&tables, &registers, &singles(site, checked, config), config, base_url))
        }
    })
}

/// A file that is a dataset by itself.
struct Single {
    address: &'static str,
    file: File,
    title: &'static str,
    about: &'static str,
}

/// Those that have something in them.
fn singles(site: &Site, checked: &Checked, config: &Config) -> Vec<Single> {
    let has_controls = published_rules(site, checked).next().is_some();
    let controls =
        Single { address: CONTROLS_FILE, file: File::Controls, title: controls::TITLE, about: controls::ABOUT };
    let has_grants = !body::grants(site, config.tilskuddsdata.as_ref()).is_empty();
    let grants = Single { address: GRANTS_FILE, file: File::Grants, title: grants::TITLE, about: grants::ABOUT };
    has_controls.then_some(controls).into_iter().chain(has_grants.then_some(grants)).collect()
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).expect("maps with text keys");
    text.push('\n');
    text.into_bytes()
}

/// The table as CSV after a `beginning`, without footnote marks, with the signs for what is no number.
fn csv(table: &Table, beginning: &str) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(beginning.as_bytes().to_vec());
    let header = table.description.kolonne.iter().map(|column| column.id.value.as_str());
    let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| csv_field(&cell.value)));
    let written = writer.write_record(header).and_then(|()| {
        for row in rows {
            writer.write_record(row)?;
        }
        Ok(())
    });
    written.expect("writing to memory does not fail");
    writer.into_inner().expect("writing to memory does not fail")
}

/// What a spreadsheet takes a text for a formula by, when it begins with it (OWASP, CSV Injection). Numbers are typed, and so
/// a negative one is not among them.
const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn csv_field(cell: &Cell) -> String {
    match &cell.content {
        Content::Text(text) if text.trim_start_matches(' ').starts_with(FORMULA_SIGNS) => format!("'{text}"),
        Content::Text(text) => text.clone(),
        Content::Number { value, .. } => value.to_string().replace('.', ","),
        Content::Date(date) => date.to_string(),
        Content::Blank => String::new(),
        Content::NotApplicable => ".".to_owned(),
        Content::Missing | Content::NotComputable => "..".to_owned(),
        Content::Withheld => ":".to_owned(),
    }
}

/// The table as JSON, with everything that the page says of it. Rows are written one by one, since a table can be large.
fn data(table: &Table, checked: &Checked) -> Vec<u8> {
    let description = &table.description;
    let columns: Vec<Value> = description
        .kolonne
        .iter()
        .map(|column| {
            json!({
                "id": column.id.value, "tittel": column.tittel, "gruppe": column.gruppe, "enhet": column.unit(),
                "formel": column.formel.as_ref().map(|formula| &formula.value),
            })
        })
        .collect();
    let remarks: Vec<Value> = checked
        .rules_of(&table.path)
        .flat_map(|rule| &rule.findings)
        .filter_map(|finding| {
            let acceptance = finding.acceptance.as_ref()?;
            Some(json!({
                "gjelder": finding.subject.to_string(), "oppgitt": finding.stated, "beregnet": finding.computed,
                "grunn": acceptance.reason, "besluttet_av": acceptance.decided_by, "dato": acceptance.date.to_string(),
            }))
        })
        .collect();
    let footnotes: BTreeMap<&str, &str> =
        description.fotnote.iter().map(|note| (note.merke.value.as_str(), note.tekst.as_str())).collect();
    let breaks: Vec<Value> = description
        .brudd
        .iter()
        .map(|one| {
            let name = |name: &Option<Located<String>>| name.as_ref().map(|name| name.value.clone());
            json!({ "kolonne": name(&one.value.kolonne), "rad": name(&one.value.rad), "tekst": one.value.tekst })
        })
        .collect();
    let head = json!({
        "tittel": description.tittel, "kilde": description.kilde, "periode": description.periode,
        "grunnlag": description.grunnlag, "opplysning": description.opplysning, "kolonner": columns,
        "fotnoter": footnotes, "brudd": breaks, "merknader": remarks,
    });
    let head = serde_json::to_string_pretty(&head).expect("maps with text keys");
    let mut text = head.trim_end_matches(['}', '\n']).to_owned();
    text.push_str(",\n  \"rader\": [");
    for (index, row) in table.rows.iter().enumerate() {
        let cells = row.cells.iter().zip(&description.kolonne);
        let cells: Map<String, Value> =
            cells.map(|(cell, column)| (column.id.value.clone(), json_cell(&cell.value))).collect();
        let comma = if index == 0 { "" } else { "," };
        text.push_str(&format!("{comma}\n    {}", json!({ "sum": row.total, "celler": cells })));
    }
    text.push_str("\n  ]\n}\n");
    text.into_bytes()
}

/// A value; what stands for it where there is none; footnotes by their marks.
fn json_cell(cell: &Cell) -> Value {
    let (value, status) = match &cell.content {
        Content::Text(text) => (Value::from(text.as_str()), None),
        Content::Number { value, provisional } => (json_number(value), provisional.then_some("foreløpig")),
        Content::Date(date) => (Value::from(date.to_string()), None),
        Content::Blank => (Value::Null, Some("ikke oppgitt")),
        Content::NotApplicable => (Value::Null, Some("gjelder ikke")),
        Content::Missing => (Value::Null, Some("mangler")),
        Content::NotComputable => (Value::Null, Some("kan ikke beregnes")),
        Content::Withheld => (Value::Null, Some("vises ikke")),
    };
    let mut object = Map::from_iter([("verdi".to_owned(), value)]);
    if let Some(status) = status {
        object.insert("status".to_owned(), Value::from(status));
    }
    if !cell.footnotes.is_empty() {
        object.insert("fotnoter".to_owned(), Value::from(cell.footnotes.clone()));
    }
    Value::Object(object)
}

/// An exact decimal as a JSON number.
fn json_number(value: &rust_decimal::Decimal) -> Value {
    serde_json::from_str(&value.to_string()).expect("a decimal is written as a JSON number")
}

/// The Frictionless description of the CSV file.
fn package(table: &Table) -> Value {
    let description = &table.description;
    let fields: Vec<Value> = description.kolonne.iter().map(field).collect();
    let csv = table.url("csv");
    let file = csv.as_str().rsplit('/').next().unwrap_or_default();
    json!({
        "profile": "tabular-data-package",
        "name": slug::slugify(table.path.stem()),
        "title": description.tittel,
        "description": description.grunnlag,
        "sources": description.kilde.iter().map(|source| json!({ "title": source })).collect::<Vec<_>>(),
        "resources": [{
            "profile": "tabular-data-resource",
            "name": slug::slugify(table.path.stem()),
            "path": file,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": { "delimiter": ";" },
            "schema": { "fields": fields, "missingValues": ["", ".", "..", ":"] },
        }],
    })
}

fn field(column: &Column) -> Value {
    let kind = match column.r#type {
        ColumnType::Antall | ColumnType::Kr | ColumnType::Prosent | ColumnType::Tall => "number",
        ColumnType::Dato => "date",
        ColumnType::Kommune | ColumnType::Tekst => "string",
    };
    let mut field = json!({ "name": column.id.value, "title": column.tittel, "type": kind });
    if kind == "number" {
        field["decimalChar"] = Value::from(",");
        if !column.unit().is_empty() {
            field["unit"] = Value::from(column.unit());
        }
    }
    field
}

/// All tables as datasets of one catalogue, and after them the lists of pages and the controls.
fn catalogue(
    tables: &[&Table],
    registers: &[DataRegister],
    singles: &[Single],
    config: &Config,
    base_url: &BaseUrl,
) -> Value {
    let catalogue = Catalogue { config, base_url };
    let mut datasets: Vec<Value> = tables.iter().map(|table| catalogue.table(table)).collect();
    datasets.extend(registers.iter().map(|register| catalogue.register(*register)));
    datasets.extend(singles.iter().map(|single| catalogue.single(single)));
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": format!("{base_url}{CATALOGUE_FILE}"),
        "@type": "dcat:Catalog",
        "dct:title": text(&config.tittel),
        "dct:description": text(&config.beskrivelse),
        "dct:publisher": catalogue.publisher(),
        "dcat:dataset": datasets,
    })
}

/// What datasets of a catalogue have in common.
struct Catalogue<'a> {
    config: &'a Config,
    base_url: &'a BaseUrl,
}

impl Catalogue<'_> {
    fn table(&self, table: &Table) -> Value {
        let description = &table.description;
        let title = &description.tittel;
        let address = |extension: &str| format!("{}{}", self.base_url, table.url(extension));
        let description_file = address("datapackage.json");
        let distributions = [("csv", "CSV"), ("json", "JSON")]
            .map(|(extension, format)| self.distribution(&address(extension), title, format, Some(&description_file)))
            .to_vec();
        let about = description.grunnlag.as_ref().unwrap_or(title);
        self.dataset(&address("json"), title, about, description.kilde.as_deref(), distributions)
    }

    fn register(&self, register: DataRegister) -> Value {
        let [address, schema] =
            [register.file(), register.schema_file()].map(|file| format!("{}{file}", self.base_url));
        let distributions = vec![self.distribution(&address, register.title(), "JSON", Some(&schema))];
        self.dataset(&address, register.title(), register.about(), None, distributions)
    }

    fn single(&self, single: &Single) -> Value {
        let address = format!("{}{}", self.base_url, single.address);
        let distributions = vec![self.distribution(&address, single.title, "JSON", None)];
        self.dataset(&address, single.title, single.about, None, distributions)
    }

    fn dataset(
        &self,
        address: &str,
        title: &str,
        about: &str,
        provenance: Option<&str>,
        distributions: Vec<Value>,
    ) -> Value {
        json!({
            "@id": address,
            "@type": "dcat:Dataset",
            "dct:title": text(title),
            "dct:description": text(about),
            "dct:publisher": self.publisher(),
            "dct:provenance": provenance.map(text),
            "dct:accessRights": { "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC" },
            "dct:language": { "@id": "http://publications.europa.eu/resource/authority/language/NOB" },
            "dcat:theme": { "@id": "http://publications.europa.eu/resource/authority/data-theme/HEAL" },
            "dcat:distribution": distributions,
        })
    }

    /// One file. `description` is the address of what says how it is made up.
    fn distribution(&self, address: &str, title: &str, format: &str, description: Option<&str>) -> Value {
        let file_type = format!("http://publications.europa.eu/resource/authority/file-type/{format}");
        let mut distribution = json!({
            "@type": "dcat:Distribution",
            "dct:title": text(&format!("{title} ({format})")),
            "dcat:accessURL": { "@id": address },
            "dcat:downloadURL": { "@id": address },
            "dct:format": { "@id": file_type },
        });
        if let Some(description) = description {
            distribution["dct:conformsTo"] = json!({ "@id": description });
        }
        if let Some(licence) = &self.config.lisens {
            distribution["dct:license"] = json!({ "@id": licence.adresse.value });
        }
        distribution
    }

    fn publisher(&self) -> Value {
        json!({ "@type": "foaf:Agent", "foaf:name": text(&self.config.utgiver) })
    }
}

fn text(text: &str) -> Value {
    json!({ "@value": text, "@language": "nb" })
}
