//! Which characters the codes of a font stand for, and how wide they are.

use std::collections::BTreeMap;

use encoding_rs::{MACINTOSH, WINDOWS_1252};

use super::file::File;
use super::object::{Dict, Lexer, Object};
use crate::guard::attachment::Unreadable;

/// The most widths of a font that are kept. There are no more characters than these in one.
const MOST_WIDTHS: usize = 1 << 17;

/// What reading a font takes of the budget besides its streams.
const COST: usize = 8 << 10;

/// The most names of characters that a font changes.
const MOST_DIFFERENCES: usize = 4096;

/// A font, as far as text needs it.
pub struct Font {
    /// What the file says that codes mean, which goes before everything else.
    stated: Characters,
    /// What the codes of one byte mean by the encoding of the font.
    encoding: Option<Box<[String]>>,
    /// By the first code: the last one, and the width of all of them.
    widths: BTreeMap<u32, (u32, f64)>,
    default_width: f64,
    /// Thousandths of the size of the text, but in fonts that are drawn in units of their own.
    unit: f64,
    pub name: String,
}

/// A code with what it stands for.
pub struct Glyph {
    /// `None` when the file does not tell.
    pub text: Option<String>,
    /// In parts of the size of the text.
    pub width: f64,
    pub is_space: bool,
}

/// A map from codes to characters (ISO 32000-2, 9.10.3), with ranges kept as ranges.
#[derive(Default)]
struct Characters {
    /// By the first code: the last one, and what the first one means.
    ranges: BTreeMap<u32, (u32, Vec<u16>)>,
}

impl Font {
    pub fn read(file: &mut File<'_>, font: &Dict) -> Result<Self, Unreadable> {
        file.budget.take(COST)?;
        let stated = match font.get("ToUnicode") {
            Some(Object::Ref(number)) => {
                file.seen.insert(*number);
                Characters::parse(&file.stream(*number)?.unwrap_or_default())?
            }
            _ => Characters::default(),
        };
        let subtype = file.get(font, "Subtype").and_then(Object::name).unwrap_or_default();
        let name = file.get(font, "BaseFont").and_then(Object::name).unwrap_or_default().to_owned();
        let mut widths = BTreeMap::new();
        if subtype == "Type0" {
            let descendant =
                file.get(font, "DescendantFonts").and_then(|fonts| file.resolve(fonts.array()?.first()?).dict());
            let default_width = descendant.and_then(|font| file.get(font, "DW")?.number()).unwrap_or(1000.0);
            let list = descendant.and_then(|font| file.get(font, "W")?.array());
            let steps = list.map_or(0, |list| composite_widths(file, list, &mut widths));
            file.budget.take(steps)?;
            return Ok(Self { stated, encoding: None, widths, default_width, unit: 0.001, name });
        }
        let first = file.get(font, "FirstChar").and_then(Object::number).unwrap_or(0.0) as u32;
        if let Some(Object::Array(list)) = file.get(font, "Widths") {
            let list = list.iter().take(256).enumerate();
            widths.extend(list.filter_map(|(index, width)| {
                let code = first.saturating_add(index as u32);
                Some((code, (code, file.resolve(width).number()?)))
            }));
        }
        let matrix = file.get(font, "FontMatrix").and_then(|matrix| matrix.array()?.first()?.number());
        let unit = matrix.filter(|_| subtype == "Type3").unwrap_or(0.001).abs();
        // Half the size is near enough for the fonts that every reader has, whose widths need not be stated.
        let default_width = if widths.is_empty() { 500.0 } else { 0.0 };
        let encoding = Some(encoding(file, font, subtype));
        Ok(Self { stated, encoding, widths, default_width, unit, name })
    }

    /// What text is read as that is shown in a font the file does not have.
    pub fn unknown() -> Self {
        Self {
            stated: Characters::default(),
            encoding: Some((0..=255).map(windows).collect()),
            widths: BTreeMap::new(),
            default_width: 500.0,
            unit: 0.001,
            name: String::new(),
        }
    }

    /// The glyphs of a text that is shown in the font.
    pub fn glyphs(&self, text: &[u8]) -> Vec<Glyph> {
        let length = if self.encoding.is_some() { 1 } else { 2 };
        let glyph = |code: &[u8]| {
            let code = code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let by_encoding = || {
                let text = self.encoding.as_ref()?.get(code as usize)?;
                (!text.is_empty()).then(|| text.clone())
            };
            let width = self.widths.range(..=code).next_back().filter(|(_, (last, _))| code <= *last);
            let width = width.map_or(self.default_width, |(_, (_, width))| *width) * self.unit;
            Glyph { text: self.stated.get(code).or_else(by_encoding), width, is_space: length == 1 && code == 32 }
        };
        text.chunks(length).map(glyph).collect()
    }
}

impl Characters {
    fn parse(content: &[u8]) -> Result<Self, Unreadable> {
        /// How many operands a word has; by the format, three hundred.
        const MOST_WAITING: usize = 1 << 16;
        /// There are not more characters than that.
        const MOST_RANGES: usize = 1 << 21;
        let mut characters = Self::default();
        let mut lexer = Lexer::new(content, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = lexer.next() {
            let Object::Word(word) = &object else {
                operands.push(object);
                if operands.len() > MOST_WAITING || characters.ranges.len() > MOST_RANGES {
                    return Err(Unreadable::TooLarge);
                }
                continue;
            };
            match word.as_str() {
                "endbfchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let [Object::Text(code), Object::Text(target)] = pair {
                            characters.insert(code, code, utf16(target));
                        }
                    }
                }
                "endbfrange" => {
                    for range in operands.chunks_exact(3) {
                        match range {
                            [Object::Text(first), Object::Text(last), Object::Text(target)] => {
                                characters.insert(first, last, utf16(target));
                            }
                            [Object::Text(first), Object::Text(_), Object::Array(targets)] => {
                                let first = code_of(first);
                                for (index, target) in targets.iter().enumerate() {
                                    let code = first.saturating_add(index as u32);
                                    let target = target.text().map(utf16).unwrap_or_default();
                                    characters.ranges.insert(code, (code, target));
                                }
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
            operands.clear();
        }
        if lexer.is_overrun() { Err(Unreadable::TooLarge) } else { Ok(characters) }
    }

    fn insert(&mut self, first: &[u8], last: &[u8], target: Vec<u16>) {
        self.ranges.insert(code_of(first), (code_of(last), target));
    }

    fn get(&self, code: u32) -> Option<String> {
        let (first, (last, target)) = self.ranges.range(..=code).next_back()?;
        if code > *last || target.is_empty() {
            return None;
        }
        let (end, before) = target.split_last()?;
        let end = end.wrapping_add((code - first) as u16);
        let units: Vec<u16> = before.iter().copied().chain([end]).collect();
        Some(String::from_utf16_lossy(&units)).filter(|text| text != "\0")
    }
}

fn code_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks(2).take(64).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect()
}

/// `12 [500 600]`: widths from code 12; `20 30 500`: one for codes 20 to 30. Returns how many were read.
fn composite_widths(file: &File<'_>, list: &[Object], widths: &mut BTreeMap<u32, (u32, f64)>) -> usize {
    let mut rest = list;
    let mut steps = 0;
    while let [first, second, after @ ..] = rest {
        let Some(first) = file.resolve(first).number() else { break };
        let first = first as u32;
        steps += 1;
        match (file.resolve(second), after) {
            (Object::Array(list), after) => {
                steps += list.len();
                let list = list.iter().take(1 << 16).enumerate();
                widths.extend(list.filter_map(|(index, width)| {
                    let code = first.saturating_add(index as u32);
                    Some((code, (code, width.number()?)))
                }));
                rest = after;
            }
            (Object::Number(last), [width, after @ ..]) => {
                if let Some(width) = file.resolve(width).number() {
                    widths.insert(first, (*last as u32, width));
                }
                rest = after;
            }
            _ => break,
        }
        // Lists that many ranges have in common only take time.
        if steps > MOST_WIDTHS {
            break;
        }
    }
    steps
}

fn encoding(file: &File<'_>, font: &Dict, subtype: &str) -> Box<[String]> {
    let encoding = file.get(font, "Encoding");
    let base = encoding.and_then(|encoding| match encoding {
        Object::Name(name) => Some(name.as_str()),
        Object::Dict(dict) => file.get(dict, "BaseEncoding")?.name(),
        _ => None,
    });
    let mut characters: Vec<String> = (0..=255_u8)
        .map(|code| {
            let text = match base {
                Some("MacRomanEncoding") => MACINTOSH.decode_without_bom_handling(&[code]).0.into_owned(),
                Some("WinAnsiEncoding") => windows(code),
                None | Some(_) if subtype != "TrueType" => standard(code),
                None | Some(_) => windows(code),
            };
            if code < 32 { String::new() } else { text }
        })
        .collect();
    let differences = encoding.and_then(|encoding| file.get(encoding.dict()?, "Differences")?.array());
    let mut code = 0_usize;
    for difference in differences.unwrap_or_default().iter().take(MOST_DIFFERENCES) {
        match file.resolve(difference) {
            Object::Number(first) => code = *first as usize,
            Object::Name(name) => {
                if let Some(character) = characters.get_mut(code) {
                    *character = glyph(name).unwrap_or_default();
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    characters.into()
}

fn windows(code: u8) -> String {
    WINDOWS_1252.decode_without_bom_handling(&[code]).0.into_owned()
}

/// The standard encoding of Adobe (ISO 32000-2, annex D).
fn standard(code: u8) -> String {
    const UPPER: &str = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\0–†‡·\0¶•‚„”»…‰\0¿\0`´ˆ˜¯˘˙¨\0˚¸\0˝˛ˇ—";
    const LATE: [(u8, &str); 11] = [
        (0xE1, "Æ"),
        (0xE3, "ª"),
        (0xE8, "Ł"),
        (0xE9, "Ø"),
        (0xEA, "Œ"),
        (0xEB, "º"),
        (0xF1, "æ"),
        (0xF5, "ı"),
        (0xF8, "ł"),
        (0xF9, "ø"),
        (0xFA, "œ"),
    ];
    match code {
        b'\'' => "’".to_owned(),
        b'`' => "‘".to_owned(),
        0xFB => "ß".to_owned(),
        32..127 => char::from(code).to_string(),
        0xA1..=0xD0 => UPPER
            .chars()
            .nth(usize::from(code - 0xA1))
            .filter(|found| *found != '\0')
            .map(String::from)
            .unwrap_or_default(),
        _ => LATE.iter().find(|(late, _)| *late == code).map(|(_, text)| (*text).to_owned()).unwrap_or_default(),
    }
}

/// What a glyph is by its name: those of European languages, from the list of Adobe, and names that give the number of
/// the character.
fn glyph(name: &str) -> Option<String> {
    const NAMES: &str = "exclam ! quotedbl \" numbersign # dollar $ percent % ampersand & quotesingle ' quoteright ’ \
        parenleft ( parenright ) asterisk * plus + comma , hyphen - period . slash / zero 0 one 1 two 2 three 3 four 4 five 5 \
        six 6 seven 7 eight 8 nine 9 colon : semicolon ; less < equal = greater > question ? at @ bracketleft [ backslash \\ \
        bracketright ] asciicircum ^ underscore _ grave ` quoteleft ‘ braceleft { bar | braceright } asciitilde ~ Euro € \
        quotesinglbase ‚ florin ƒ quotedblbase „ ellipsis … dagger † daggerdbl ‡ circumflex ˆ perthousand ‰ Scaron Š \
        guilsinglleft ‹ OE Œ Zcaron Ž quotedblleft “ quotedblright ” bullet • endash – emdash — tilde ˜ trademark ™ scaron š \
        guilsinglright › oe œ zcaron ž Ydieresis Ÿ exclamdown ¡ cent ¢ sterling £ currency ¤ yen ¥ brokenbar ¦ section § \
        dieresis ¨ copyright © ordfeminine ª guillemotleft « logicalnot ¬ registered ® macron ¯ degree ° plusminus ± \
        twosuperior ² threesuperior ³ acute ´ mu µ paragraph ¶ periodcentered · cedilla ¸ onesuperior ¹ ordmasculine º \
        guillemotright » onequarter ¼ onehalf ½ threequarters ¾ questiondown ¿ Agrave À Aacute Á Acircumflex Â Atilde Ã \
        Adieresis Ä Aring Å AE Æ Ccedilla Ç Egrave È Eacute É Ecircumflex Ê Edieresis Ë Igrave Ì Iacute Í Icircumflex Î \
        Idieresis Ï Eth Ð Ntilde Ñ Ograve Ò Oacute Ó Ocircumflex Ô Otilde Õ Odieresis Ö multiply × Oslash Ø Ugrave Ù Uacute Ú \
        Ucircumflex Û Udieresis Ü Yacute Ý Thorn Þ germandbls ß agrave à aacute á acircumflex â atilde ã adieresis ä aring å \
        ae æ ccedilla ç egrave è eacute é ecircumflex ê edieresis ë igrave ì iacute í icircumflex î idieresis ï eth ð ntilde ñ \
        ograve ò oacute ó ocircumflex ô otilde õ odieresis ö divide ÷ oslash ø ugrave ù uacute ú ucircumflex û udieresis ü \
        yacute ý thorn þ ydieresis ÿ Ccaron Č ccaron č Dcroat Đ dcroat đ Eng Ŋ eng ŋ Tbar Ŧ tbar ŧ Lslash Ł lslash ł dotlessi ı \
        minus − fraction ⁄ ff ff fi fi fl fl ffi ffi ffl ffl f_f ff f_i fi f_l fl f_f_i ffi f_f_l ffl lessequal ≤ greaterequal ≥ \
        notequal ≠ arrowright → arrowleft ← sfthyphen - hyphenminus -";
    let base = name.split('.').next().unwrap_or_default();
    if base.len() == 1 && base.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(base.to_owned());
    }
    if matches!(base, "space" | "nbspace") {
        return Some(" ".to_owned());
    }
    let mut words = NAMES.split_whitespace();
    while let Some(word) = words.next() {
        let character = words.next()?;
        if word == base {
            return Some(character.to_owned());
        }
    }
    let digits = base.strip_prefix("uni").or_else(|| base.strip_prefix('u'))?;
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let code = u32::from_str_radix(digits.get(..if digits.len() > 6 { 4 } else { digits.len() })?, 16).ok()?;
    char::from_u32(code).map(String::from)
}
