"""Sheets as people have them: CSV and workbooks as Excel and Outlook write them, and lines pasted from a mail."""
