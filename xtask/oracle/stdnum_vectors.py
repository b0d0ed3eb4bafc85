#!/usr/bin/env python3
"""Prints numbers with the verdict of python-stdnum, to hold our checks against.

One line a number: id of the rule, number, `true` or `false`, with tabs between. Rules that need
context find a number only behind one of their words.
The numbers are made at random from the formats below and then changed a little; the same seed gives
the same lines. python-stdnum (LGPL) is only an oracle here: nothing of it is in the program.

    python3 -m venv oracle && oracle/bin/pip install python-stdnum==2.2
    oracle/bin/python xtask/oracle/stdnum_vectors.py > vectors.tsv
"""

import argparse
import datetime
import importlib
import random
import string

# Rule, module of python-stdnum, format. In a format `#` is a digit, `@` a capital letter, `*` either,
# `{ymd}` a date of birth in the order of its letters (`c` the century), `[abc]` one of these.
FORMATS = [
    ("cn-resident-id", "cn.ric", "[1234][1234]01[0][123456]{cymd}####"),
    ("cn-uscc", "cn.uscc", "91[1345][1234]01[0][12345]#########*"),
    ("tw-ubn", "tw.ubn", "########"),
    ("iban", "iban", "GB##[ABCDEFGH]@@@##############"),
    ("lei", "lei", "####00************##"),
    ("isin", "isin", "US#########[0123456789]"),
    ("imei", "imei", "###############"),
    ("us-ssn", "us.ssn", "###-##-####"),
    ("us-itin", "us.itin", "9##-##-####"),
    ("us-aba-routing", "us.rtn", "[0123]########"),
    ("gb-nhs", "gb.nhs", "##########"),
    ("gb-utr", "gb.utr", "##########"),
    ("ie-pps", "ie.pps", "#######@"),
    ("fr-nir-plain", "fr.nir", "[12]##0[123456789]###########[0123456789]"),
    ("fr-siret", "fr.siret", "##############"),
    ("fr-nif", "fr.nif", "[0123]############"),
    ("de-idnr", "de.idnr", "###########"),
    ("it-codice-fiscale", "it.codicefiscale", "[BCDFG][LMNPR][STVZ][BCDFG][LMNPR][STVZ]##[ABCDEHLMPRST][012][123456789]@[1]##@"),
    ("es-dni", "es.dni", "########@"),
    ("es-nie", "es.nie", "[XYZ]#######@"),
    ("es-cif", "es.cif", "[ABEH]########"),
    ("pt-nif", "pt.nif", "#########"),
    ("pt-cc", "pt.cc", "#########@@#"),
    ("nl-bsn", "nl.bsn", "#########"),
    ("be-nn", "be.nn", "{y}.{m}.{d}-###.##"),
    ("be-nn-plain", "be.nn", "{ymd}#####"),
    ("ch-ahv", "ch.ssn", "756##########"),
    ("at-svnr", "at.vnr", "####{dmy}"),
    ("se-personnummer", "se.personnummer", "{ymd}-####"),
    ("se-personnummer-plain", "se.personnummer", "{ymd}####"),
    ("no-fodselsnummer", "no.fodselsnummer", "{dmy}#####"),
    ("fi-hetu", "fi.hetu", "{dmy}-###*"),
    ("is-kennitala", "is_.kennitala", "{dmy}-###[9]"),
    ("ee-personal-code", "ee.ik", "[34]{ymd}####"),
    ("lt-personal-code", "lt.asmens", "[34]{ymd}####"),
    ("pl-pesel", "pl.pesel", "{ymd}#####"),
    ("pl-nip", "pl.nip", "[123456789]#########"),
    ("pl-regon", "pl.regon", "#########"),
    ("cz-sk-birth-number", "cz.rc", "{ymd}/####"),
    ("cz-sk-birth-number-plain", "cz.rc", "{ymd}####"),
    ("ro-cnp", "ro.cnp", "[12]{ymd}######"),
    ("bg-egn", "bg.egn", "{ymd}####"),
    ("hr-oib", "hr.oib", "###########"),
    ("si-emso", "si.emso", "{dm}[9][5678]#######"),
    ("gr-amka", "gr.amka", "{dmy}#####"),
    ("gr-afm", "gr.vat", "#########"),
    ("ru-inn", "ru.inn", "##########"),
    ("ru-inn", "ru.inn", "############"),
    ("ua-rnokpp", "ua.rntrc", "##########"),
    ("tr-tckn", "tr.tckimlik", "###########"),
    ("il-tz", "il.idnr", "#########"),
    ("za-id", "za.idnr", "{ymd}####[01]8#"),
    ("in-aadhaar", "in_.aadhaar", "#### #### ####"),
    ("in-aadhaar-plain", "in_.aadhaar", "############"),
    ("in-gstin", "in_.gstin", "27@@@[PC]@####@1Z*"),
    ("in-epic", "in_.epic", "@@@#######"),
    ("id-nik", "id.nik", "31[7]10[1]{dmy}####"),
    ("th-pin", "th.pin", "#-####-#####-##-#"),
    ("th-pin-plain", "th.pin", "#############"),
    ("jp-my-number", "jp.in_", "############"),
    ("jp-corporate-number", "jp.cn", "#############"),
    ("au-tfn", "au.tfn", "#########"),
    ("au-abn", "au.abn", "###########"),
    ("nz-ird", "nz.ird", "#########"),
    ("ca-sin", "ca.sin", "#########"),
    ("br-cpf", "br.cpf", "###.###.###-##"),
    ("br-cpf-plain", "br.cpf", "###########"),
    ("br-cnpj", "br.cnpj", "##.###.###/0001-##"),
    ("ar-cuit", "ar.cuit", "[23]0-########-#"),
    ("cl-rut", "cl.rut", "##.###.###-*"),
    ("cl-rut-plain", "cl.rut", "########-*"),
    ("mx-curp", "mx.curp", "[BCDFG][AEIOU]@@{ymd}[HM][DFGJMNOPQ][FTRCGSLMNE][BCDFG][LMNPR][STVZ]0#"),
    ("ec-cedula", "ec.ci", "17[012345]#######"),
    ("co-nit", "co.nit", "#########-#"),
    ("pe-ruc", "pe.ruc", "[12]0#########"),
    ("ar-cbu", "ar.cbu", "######################"),
    ("at-uid", "at.uid", "ATU########"),
    ("at-tax-number", "at.tin", "[0][79]#######"),
    ("au-acn", "au.acn", "### ### ###"),
    ("az-voen", "az.voen", "#########[12]"),
    ("be-bis", "be.bis", "{y}[2][123456789][01][123456789]#####"),
    ("be-enterprise-number", "be.vat", "BE0#########"),
    ("be-identity-card", "be.eid", "###-#######-##"),
    ("bg-foreigner-number", "bg.pnf", "##########"),
    ("bg-vat", "bg.vat", "BG#########"),
    ("by-unp", "by.unp", "[1234567]########"),
    ("ca-bc-health", "ca.bc_phn", "9#########"),
    ("ca-business-number", "ca.bn", "#########[R]C000[12]"),
    ("ch-uid", "ch.uid", "CHE-###.###.###"),
    ("cu-identity", "cu.ni", "{ymd}#####"),
    ("cy-vat", "cy.vat", "[1]0######@"),
    ("cz-company", "cz.dic", "########"),
    ("cz-bank-account", "cz.bankaccount", "##########/0800"),
    ("de-vat", "de.vat", "DE#########"),
    ("dk-cvr", "dk.cvr", "########"),
    ("do-cedula", "do.cedula", "###-#######-#"),
    ("do-rnc", "do.rnc", "#########"),
    ("ec-ruc", "ec.ruc", "17[012345]#######001"),
    ("ee-company", "ee.registrikood", "[1789]#######"),
    ("ee-vat", "ee.kmkr", "EE#########"),
    ("es-bank-account", "es.ccc", "####-####-##-##########"),
    ("es-supply-point", "es.cups", "ES################[TRWAGMYFPDXBNJZSQVHLCKE][TRWAGMYFPDXBNJZSQVHLCKE]"),
    ("fi-company", "fi.ytunnus", "#######-#"),
    ("fr-siren", "fr.siren", "### ### ###"),
    ("fr-vat", "fr.tva", "FR[4]##########"),
    ("gb-vat", "gb.vat", "GB#########"),
    ("gb-upn", "gb.upn", "@[23]01#########"),
    ("gh-tin", "gh.tin", "[PC]00########"),
    ("gn-nif", "gn.nifp", "#########"),
    ("gt-nit", "gt.nit", "#######-[0123456789K]"),
    ("il-company", "il.hp", "5########"),
    ("in-virtual-id", "in_.vid", "[23456789]###############"),
    ("lt-vat", "lt.pvm", "LT#######1#"),
    ("lu-vat", "lu.tva", "LU########"),
    ("lv-company", "lv.pvn", "LV[456789]##########"),
    ("ma-ice", "ma.ice", "00#############"),
    ("md-idno", "md.idno", "1############"),
    ("me-pib", "me.pib", "########"),
    ("mk-edb", "mk.edb", "4############"),
    ("mt-vat", "mt.vat", "MT########"),
    ("mu-identity", "mu.nid", "[ABKMR]{dmy}######[0123456789ABCDEFG]"),
    ("mz-nuit", "mz.nuit", "[1]########"),
    ("nl-vat", "nl.btw", "NL#########B0[12]"),
    ("nl-pupil", "nl.onderwijsnummer", "10#######"),
    ("no-bank-account", "no.kontonr", "[1]###.##.#####"),
    ("no-company", "no.orgnr", "[9]########"),
    ("pe-dni-checked", "pe.cui", "########-#"),
    ("py-ruc", "py.ruc", "########-#"),
    ("ro-cui", "ro.cui", "[123]#######"),
    ("rs-pib", "rs.pib", "[1]########"),
    ("jmbg", "si.emso", "{dm}9[678]#7[1]####"),
    ("ru-ogrn", "ru.ogrn", "1############"),
    ("se-company", "se.orgnr", "55[23456789]###-####"),
    ("sg-uen", "sg.uen", "########[XMKECAWLJDB]"),
    ("si-vat", "si.ddv", "[1234]#######"),
    ("sk-vat", "sk.dph", "SK20[234789]#######"),
    ("sn-ninea", "sn.ninea", "00#######"),
    ("sv-nit", "sv.nit", "0614-{dmy}-1##-#"),
    ("th-tax-number", "th.tin", "0############"),
    ("tr-tax-number", "tr.vkn", "##########"),
    ("ua-edrpou", "ua.edrpou", "########"),
    ("uy-rut", "uy.rut", "21######001#"),
    ("ve-rif", "ve.rif", "[VJ]-########-#"),
    ("vn-tax-code", "vn.mst", "[0][123]########"),
    ("za-tax-number", "za.tin", "[0123]#########"),
    ("vessel-number", "imo", "[9]######"),
    ("isni", "isni", "0000000#########"),
]

# Where the two differ on purpose, and what the oracle says is left out.
LOOSER = {
    "cn-resident-id": "withdrawn region codes hold for us, since old cards bear them",
    "tw-ubn": "divisible by five since April 2023; the oracle still asks for ten",
    "at-tax-number": "the oracle knows which tax offices there are",
    "be-bis": "births that lie ahead",
    "cz-bank-account": "the oracle knows which banks there are",
    "ru-ogrn": "the oracle knows which regions there are",
    "us-itin": "groups 50 to 65 have been given out since 2013",
}
STRICTER = {
    "be-enterprise-number": "check digits are 01 to 97; the oracle takes what is equal to them modulo 97",
    "fr-vat": "no company has a number of three leading zeros",
    "cz-company": "individuals bear their birth number, which another rule finds",
    "lv-company": "individuals bear their personal code, which another rule finds",
    "sk-vat": "individuals bear their birth number, which another rule finds",
    "us-aba-routing": "the first two digits must be a district of the Federal Reserve",
}


def date_of_birth(order, chance):
    """Returns a random day between 1940 and 1999, its parts in the order given."""
    day = datetime.date(1940, 1, 1) + datetime.timedelta(days=chance.randrange(21_900))
    parts = {"c": day.strftime("%Y")[:2], "y": day.strftime("%y"), "m": day.strftime("%m"), "d": day.strftime("%d")}
    return "".join(parts[letter] for letter in order)


def make(template, chance):
    """Returns a random number of this format."""
    made = []
    at = 0
    while at < len(template):
        symbol = template[at]
        if symbol in "[{":
            end = template.index("]" if symbol == "[" else "}", at)
            inside = template[at + 1 : end]
            made.append(chance.choice(inside) if symbol == "[" else date_of_birth(inside, chance))
            at = end
        elif symbol in "#@*":
            choices = {"#": string.digits, "@": string.ascii_uppercase}
            made.append(chance.choice(choices.get(symbol, string.digits + string.ascii_uppercase)))
        else:
            made.append(symbol)
        at += 1
    return "".join(made)


def change(number, chance):
    """Returns the number with one digit changed, or two neighbours exchanged."""
    at = chance.randrange(len(number))
    if number[at : at + 2].isdigit() and at + 1 < len(number) and chance.random() < 0.5:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if number[at].isdigit():
        return number[:at] + chance.choice(string.digits) + number[at + 1 :]
    return number


def verdict(oracle, number):
    """Returns whether the oracle takes the number; a module that stumbles over it does not."""
    try:
        return oracle.is_valid(number)
    except (KeyError, IndexError, ValueError):
        return False


def vectors(module, template, count, chance):
    """Returns up to `count` valid numbers, each with a changed one and a random one."""
    oracle = importlib.import_module("stdnum." + module)
    found = []
    for _ in range(count * 4_000):
        if len(found) >= 3 * count:
            break
        number = make(template, chance)
        if verdict(oracle, number):
            for each in (number, change(number, chance), make(template, chance)):
                found.append((each, verdict(oracle, each)))
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=100, help="valid numbers of each format")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    chance = random.Random(chosen.seed)
    for rule, module, template in FORMATS:
        for number, valid in vectors(module, template, chosen.count, chance):
            if rule not in (STRICTER if valid else LOOSER):
                print(rule, number, str(valid).lower(), sep="\t")


if __name__ == "__main__":
    main()
