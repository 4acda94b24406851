"""Sentences for refusals: what is wrong, and how to mend it."""

from collections import defaultdict
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from crest.domain.errors import CrestError, RefusedInputError

_SENTENCES: Mapping[str, str] = {
    "not_found": _l("This is not here, or not yours to see."),
    "not_allowed": _l("Your role does not allow this."),
    "answers_locked": _l("This assessment is submitted, so its answers no longer change."),
    "with_certifier": _l(
        "The answers are with whoever signs them. Take them back first to change something."
    ),
    "sign_off_missing": _l("A second person signs these answers before they are submitted."),
    "not_handed_over": _l("Nobody has handed these answers over to be signed."),
    "signer_missing": _l("Write your name."),
    "function_missing": _l("Write your function, for example director."),
    "not_agreed": _l("Tick the sentence first: without it nothing is signed."),
    "back_reason_missing": _l("Say what should be looked at again."),
    "check_level": _l("Choose what was found."),
    "check_note_missing": _l("Say what was found."),
    "check_source_missing": _l("Say how you know it, for example a visit or a paper."),
    "check_nothing_said": _l("There is no answer here that could be shown or verified."),
    "check_found_missing": _l("Choose the answer that is true instead."),
    "check_found_same": _l("This is what was answered. Choose another one."),
    "check_not_here": _l("Only submitted answers of suppliers are checked here."),
    "changes_open": _l(
        "The supplier is asked to change answers just now. Check them when it has submitted again."
    ),
    "reply_too_late": _l("A reply can be written once, within 14 days."),
    "reply_missing": _l("Write your reply."),
    "nothing_marked": _l("Mark at least one answer that is to be changed."),
    "mark_unknown": _l("One of the marked questions was not asked. Reload the page."),
    "mark_reason_missing": _l("Say beside each marked answer why it should be looked at again."),
    "changes_not_here": _l(
        "Changes are asked of answers that a supplier submitted by invitation, as long as that "
        "invitation stands."
    ),
    "answer_kept": _l("This answer stays as it was submitted: a change of others was asked for."),
    "sign_off_ended": _l("There is nothing to sign here any more: it ended meanwhile."),
    "own_certifier": _l("Name another person: a second pair of eyes is what this is for."),
    "certifier_missing": _l("Choose a colleague, or write the name of the person who signs."),
    "stale_version": _l("Somebody else saved this while you were working on it."),
    "not_ready": _l("Some questions still need an answer."),
    "login_refused": _l("E-mail and password do not fit together."),
    "too_many_tries": _l("Too many tries. Please wait a moment, then try again."),
    "damaged_content": _l("A content file is damaged."),
    "refused_input": _l("This cannot be taken as it is. Please check it and try again."),
    "bad_key": _l("The page was not complete. Reload it and send it again."),
    "key_used": _l("This page was already sent. Reload it to see what was saved."),
    "bad_character": _l("There is a sign in the text that cannot be kept (%(character)s)."),
    "bad_email": _l("Write an e-mail address, for example name@company.com."),
    "email_taken": _l("There is an account with this e-mail address already."),
    "already_member": _l(
        "This person already has a role here, and nobody has two in one place. Change the role "
        "in the list of users instead."
    ),
    "short_password": _l("This password is too short. Use at least %(least)s characters."),
    "long_password": _l("This password is too long. Use at most %(most)s characters."),
    "weak_password": _l(
        "This password is among those that are tried first. Use several words that only you "
        "would put together."
    ),
    "password_of_name": _l("This password is made of your name or address. Use other words."),
    "wrong_password": _l("This is not your password. Type it again."),
    "wrong_code": _l(
        "This code does not fit, or was used already. Wait for the next one and type that."
    ),
    "second_factor_demanded": _l(
        "Your role sees the data of others, so that signing in needs your telephone. Set it up "
        "anew instead of removing it."
    ),
    "own_erasure": _l("Erase your own data on the page Your data: it asks for your password."),
    "other_address": _l("This is not the e-mail address of this person. Type it as shown above."),
    "roles_elsewhere": _l(
        "This person works for another organisation too, so that the account stays. Close the "
        "access here, or let the person erase it."
    ),
    "own_role": _l("Nobody changes their own role. Ask another administrator."),
    "own_elevation": _l("Nobody makes themselves administrator of a company. Name another person."),
    "role_of_other_tenant": _l("This role is not given here. Choose one of the list."),
    "role_of_operator": _l("This role is given and taken by the operator of the installation."),
    "purpose_missing": _l("Say in at most %(most)s signs what the result is shared for."),
    "share_too_long": _l("Choose a day from today on, within one year."),
    "trail_too_long": _l(
        "One file takes at most %(limit)s acts. Choose a month, and save one file for each."
    ),
    "edition_known": _l(
        "%(edition)s is here already, and what is here never changes. Give the new edition another "
        "name in its sheet."
    ),
    "choice_reason": _l("Say why, in at most %(most)s signs."),
    "loaded_by_same_person": _l(
        "You loaded this edition. Another person looks at it and lets it count."
    ),
    "registrations_differ": _l(
        "They bear different registration numbers, so they are two companies. Correct the number "
        "first if one of them is wrong."
    ),
    "merge_circle": _l(
        "Then a supplier would supply itself. Take back first who supplies whom among them."
    ),
    "merged_further": _l("This supplier was made one with another since. Part those two first."),
    "nothing_to_undo": _l(
        "Nothing is kept of what this list changed: it is not taken in, or too long ago."
    ),
    "no_such_code": _l("No supplier of yours has the code '%(code)s'."),
    "chain_circle": _l(
        "That would close a circle. Each of these supplies the next one already: %(way)s"
    ),
    "bad_tier": _l("Write a whole number: 1 is who you buy from directly."),
    "country_unknown": _l("'%(value)s' is not a country we know."),
    "too_long_text": _l("Write at most %(most)s characters."),
    "nothing_selected": _l("No supplier is chosen. Mark some in the list first."),
    "selection_changed": _l(
        "The list has changed: there are %(count)s suppliers now. Look again, then confirm."
    ),
    "tag_missing": _l("Write the tag, for example Audit 2027."),
    "tag_taken": _l("There is a tag %(name)s already. Choose another name."),
    "tag_unknown": _l("There is no tag %(name)s to take off. Choose one of the list."),
    "view_name_missing": _l("Give the view a name, for example High risk in Cambodia."),
    "view_name_taken": _l("You have a view %(name)s already. Choose another name."),
    "name_too_long": _l("This name is too long. Use at most %(most)s signs."),
    "not_proposed": _l("Nobody has proposed this version yet. Propose it first."),
    "translation_source_changed": _l(
        "The English text was changed meanwhile. Reload the page and read it again."
    ),
    "translation_empty": _l("Write the text; an empty one cannot be taken."),
    "translation_placeholder": _l(
        "Keep what stands for a value exactly as in the English text: %(names)s"
    ),
    "same_person": _l(
        "You proposed this version yourself. Another programme officer or administrator of the "
        "federation reads it and publishes it."
    ),
    "changed_since_proposed": _l(
        "The questionnaire was changed after it was proposed. Read it again and propose it anew."
    ),
    "already_published": _l("This version is published already, so it no longer changes."),
    "already_retired": _l("This version is retired already."),
    "not_published": _l("This version is a draft. Only a published one is retired."),
    "retire_reason": _l("Say in at most %(most)s signs why it is retired."),
    "no_publisher": _l(
        "%(email)s may not publish. Name the open account of a programme officer or administrator "
        "of the federation."
    ),
    "release_unknown": _l("This release was not told. Choose one of those shown."),
    "release_overtaken": _l(
        "Another release of figures came in between, so nothing was kept. Start it again."
    ),
    "invited_already": _l(
        "This supplier is asked for these answers already. Send that invitation anew instead."
    ),
    "invitation_ended": _l("This invitation has ended, so that it no longer changes."),
    "invitation_over": _l("The last day of this invitation has passed. Give it more time first."),
    "campaign_audience": _l("Your organisation does not ask these by a campaign."),
    "campaign_bank": _l("This questionnaire is not for them. Choose another."),
    "campaign_nobody": _l("Nobody is left to ask. Choose others, or look who is asked already."),
    "campaign_nobody_to_remind": _l(
        "Nobody can be reminded now: all have answered, have no address, or were reminded today."
    ),
    "campaign_reminded": _l("Wait a day between two reminders, and call instead."),
    "campaign_due_past": _l("Choose a day in the future."),
    "campaign_due_earlier": _l("Choose a day after the last day of now."),
    "campaign_send_on": _l("Choose a day from tomorrow on and before the last day."),
    "campaign_state": _l("The campaign has moved on, so that this cannot be done any more."),
    "due_out_of_range": _l("Choose a day from today on, within %(most)s days."),
    "pin_shape": _l("Choose a PIN of %(digits)s digits."),
    "pin_easy": _l("This PIN is guessed first. Choose one without equal or rising digits."),
    "wrong_pin": _l("This does not fit, or is no longer good. Type it again, or get a new code."),
    "nothing_corrected": _l("Change what is wrong first: all of it stands as the buyer has it."),
    "company_missing": _l("Write the name of your company."),
    "claimed_already": _l("These answers belong to an account already."),
    "buyer_has_it": _l("This buyer asked for these answers and has them already."),
    "no_such_buyer": _l("No buyer here has this code. Ask the buyer for it."),
    "begun_elsewhere": _l("Somebody has begun to answer here already, on this or another device."),
    "last_administrator": _l(
        "This is the last administrator. Make somebody else administrator first, so that "
        "somebody can still manage the users."
    ),
    "site_without_workplaces": _l("Choose at least one workplace for a workplace manager."),
    "workplaces_without_site": _l(
        "Workplaces are chosen for a workplace manager alone; other roles see all of them. Take "
        "the ticks away or choose that role."
    ),
    "name_missing": _l("Write your name."),
    "code_taken": _l("Code %(code)s is already in use here. Choose another one."),
    "none_and_some": _l("You ticked none and named some as well. Keep one of the two."),
    "unknown_country": _l(
        "'%(value)s' is not a country we know. Write its name in English or its two letters."
    ),
    "unknown_sector": _l(
        "'%(value)s' is not a sector we know. Type a word, then choose from the list, "
        "or write an ISIC code."
    ),
    "not_a_number": _l("'%(value)s' is not a number. Write digits, for example 1200."),
    "number_out_of_range": _l("'%(value)s' is outside what a number here can be."),
    "not_an_amount": _l(
        "'%(value)s' is neither a number nor a band. Write 1200, or 1000-4999, or 5000-."
    ),
    "not_a_currency": _l("'%(value)s' is no currency. Write its three letters, for example USD."),
    "not_a_day_of_year": _l("'%(value)s' is no day of the year. Write month and day: 12-31."),
    "not_whole": _l("'%(value)s' is not a whole number. Write a head count, for example 35."),
    "unknown_option": _l("This is not one of the options. Choose again."),
    "too_long": _l("This text is too long. Write at most %(value)s characters."),
    "part_above_total": _l(
        "'%(label)s' counts more than the %(value)s people who work here. Correct one of the two."
    ),
    "fact_not_asked": _l("Something was sent that this page does not ask. Reload it."),
    "bank_not_for_subject": _l("This questionnaire is not made for that. Choose another one."),
    "state_not_allowed": _l("This question cannot be answered that way. Choose another answer."),
    "reason_missing": _l("Say why this does not apply."),
    "planned_date_missing": _l("Write the day by which this will be in place."),
    "too_many_files": _l("There are already as many files here as can be kept."),
    "file_missing": _l("Choose a file first."),
    "file_empty": _l("There is nothing in this file. Choose the file that you meant."),
    "file_heic": _l(
        "From a HEIC photo we cannot take out where and when it was made. "
        "Send it as JPEG, or take it with the button for photos."
    ),
    "file_type": _l("Files of this sort are not taken. Use PDF, a photo, Word or Excel."),
    "file_old_office": _l("This is an old Office file. Save it as .docx or .xlsx first."),
    "file_damaged": _l("This file is damaged. Open it on your computer and save it again."),
    "file_encrypted": _l("This file is locked with a password. Save it without one."),
    "file_macros": _l("This file holds macros. Save it as .docx or .xlsx without macros."),
    "file_unpacks_large": _l("This file unpacks to more than can be checked. Save it as PDF."),
    "file_kind": _l("Choose what sort of paper this is."),
    "file_dates": _l("The last day of validity lies before the day of issue. Mend one of them."),
    "member_not_active": _l(
        "Only a member that is neither suspended nor leaving can be suspended."
    ),
    "member_not_suspended": _l("This member is not suspended."),
    "member_leaves_already": _l("This member leaves already, or has left."),
    "member_not_leaving": _l("This member is not leaving."),
    "member_term_runs": _l(
        "The days in which the member can fetch its copy are not over. Its administrator can "
        "agree to an earlier end."
    ),
    "other_member_code": _l("This is not the code that stands at the top. Type that one."),
    "bad_member_code": _l(
        "A code has letters, digits, dots, dashes and underscores, at most 40 of them, and begins "
        "with a letter or a digit."
    ),
    "member_name_missing": _l("Write the member's name."),
    "members_without_code": _l(
        "No column holds the codes of the members. Head it 'Code'. These headings were seen: "
        "%(columns)s"
    ),
    "no_federation": _l("This installation has no federation yet. Make it first."),
    "nothing_to_take_in": _l("No row of this list changes anything."),
    "second_federation": _l("This installation already serves a federation."),
    "no_file": _l("Choose a file first."),
    "empty_file": _l("The file is empty. Choose the one with your suppliers in it."),
    "file_too_large": _l("The file is too large. Split it, or remove what is not about suppliers."),
    "too_large_unpacked": _l("The workbook is too large once unpacked. Save only the one sheet."),
    "too_large": _l("The file needs more memory than one list may. Split it, and send each part."),
    "takes_too_long": _l("Reading the file takes too long. Split it, and send each part."),
    "too_many_rows": _l("A sheet reaches further than %(most)s rows. Split the list."),
    "too_many_columns": _l("A sheet has more than %(most)s columns. Remove those not needed."),
    "encrypted": _l("The workbook is protected with a password. Save it without one."),
    "macros": _l("The workbook holds macros. Save it as .xlsx, which has none."),
    "web_page": _l("This is a web page, not a list. Save it as .xlsx or .csv."),
    "other_kind": _l(
        "This is neither a workbook (.xlsx, .xls, .ods) nor a text list (.csv, .tsv)."
    ),
    "bad_mapping": _l("What the columns mean is not written as it should be: see %(place)s."),
    "field_twice": _l(
        "Columns %(first)s and %(second)s are taken for the same. Choose one of them."
    ),
    "heading_missing": _l(
        "There is no column headed '%(heading)s' in this list. Say anew what its columns mean."
    ),
    "unit_needed": _l("Say what the numbers in the column '%(heading)s' mean."),
    "damaged": _l("The file is damaged. Open it in your spreadsheet, save it again, and retry."),
    "encoding": _l("The letters of the file cannot be read. Save it as UTF-8 or as .xlsx."),
    "no_such_sheet": _l("There is no sheet '%(sheet)s'. There are: %(sheets)s."),
    "no_name_column": _l(
        "No column holds the suppliers' names. Head it 'Name'. These headings were seen: "
        "%(columns)s"
    ),
    "register_no_workbook": _l("This is no register. Send the register as .xlsx or .csv."),
    "register_empty": _l("There is no supplier in the sheet Register. Send the filled register."),
    "register_column_missing": _l(
        "Sheet %(sheet)s, cell %(cell)s: row 1 holds the codes of the columns, and %(column)s is "
        "not there. Make the register again and fill it without touching its hidden cells."
    ),
    "register_column_twice": _l(
        "Sheet %(sheet)s, cell %(cell)s: the column %(column)s stands there twice. Take the copy "
        "out and send it again."
    ),
    "register_row_unnamed": _l(
        "Sheet %(sheet)s, cell %(cell)s is empty, so that nobody knows which supplier the row is "
        "about. Restore the row or empty it, and send it again."
    ),
    "register_foreign": _l(
        "Sheet %(sheet)s, cell %(cell)s: this row is of a register that your company did not "
        "make, or made more than a year ago. Make the register again and fill that one."
    ),
    "register_many": _l(
        "Sheet %(sheet)s, cell %(cell)s: the rows come from more than %(most)s registers. Make "
        "the register again and fill that one."
    ),
    "register_unknown_code": _l(
        "Sheet %(sheet)s, cell %(cell)s: the register had no supplier %(code)s. Codes are not "
        "changed in the workbook; restore it and send it again."
    ),
    "register_code_twice": _l(
        "Sheet %(sheet)s, cell %(cell)s: the supplier %(code)s stands in cell %(first)s already. "
        "Take one of the two rows out and send it again."
    ),
    "register_conflicts_open": _l(
        "Cells that were changed here as well and are not decided yet: %(count)s. Choose for each "
        "which text stands."
    ),
    "copy_no_workbook": _l(
        "This is no questionnaire to fill. Send the workbook that you got here, saved as .xlsx."
    ),
    "copy_head_missing": _l(
        "This is no questionnaire to fill, or its hidden first row is gone. Make a new copy and "
        "fill that one."
    ),
    "copy_many_sheets": _l(
        "The workbook has more than %(most)s sheets. Take your own sheets out and send it again."
    ),
    "copy_merged": _l(
        "The sheet %(sheet)s has more than %(most)s merged cells. Make a new copy and fill it."
    ),
    "copy_column_twice": _l(
        "Sheet %(sheet)s, cell %(cell)s: the column %(column)s stands there twice. Take the copy "
        "out and send it again."
    ),
    "copy_conflicts_open": _l(
        "Answers that were changed here as well and are not decided yet: %(count)s. Choose for "
        "each which one stands."
    ),
    "text_too_long": _l(
        "The text in sheet %(sheet)s, cell %(cell)s is longer than a cell of a workbook holds. "
        "Shorten it where it was written, or make the register as CSV."
    ),
    "foreign_file": _l(
        "This file was not exported by CREST: its texts have no keys. Export it again and "
        "translate that one."
    ),
    "sheet_too_long": _l(
        "The sheet %(sheet)s would have %(rows)s rows; a workbook holds %(most)s at most. "
        "Filter the suppliers, leave a sheet out, or make the register as CSV."
    ),
}


def sentence(error: CrestError | str) -> str:
    """Return the sentence for a refusal, or for the reason of one."""
    if isinstance(error, str):
        return str(_SENTENCES.get(error, _SENTENCES["refused_input"]))
    code = error.reason if isinstance(error, RefusedInputError) else error.code
    text = str(_SENTENCES.get(code, _SENTENCES["refused_input"]))
    return text % defaultdict(str, error.params)
