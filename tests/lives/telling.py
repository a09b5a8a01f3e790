"""A life as a list of steps that people can read."""

from tests.lives.workers import Shrunk


def told_life(shrunk: Shrunk) -> str:
    """The setting, the steps with their mails, and where the contradiction is."""
    setting = shrunk.setting
    lines = [
        f"  {setting.capacity} seat(s), {setting.dates} date(s) from {setting.first_day} days ahead,"
        f" {'open to all' if setting.is_open else 'by invitation'}, {setting.kind} to"
        f" {'all dates' if setting.is_full_rule else 'the first date'}"
        + (f", answers within {setting.respond_days} days" if setting.respond_days else "")
        + (", with reminders" if setting.reminds else "")
    ]
    number = 0
    for one in shrunk.happened:
        if one.text:
            number += 1
            lines.append(f"  {number}. {one.text}")
        lines += [f"       {mail}" for mail in one.mails]
        lines += [f"     ! {found.text}" for found in one.contradictions if found.kind == shrunk.kind]
    return "\n".join(lines)
