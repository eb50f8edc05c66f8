using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using RefMon.Application.Referring;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class TypedAnswersTests
{
    [Theory]
    [InlineData("1", "2", "2027", "2027-02-01")]
    [InlineData(" 01 ", "feb", "2027", "2027-02-01")]
    [InlineData("1", "February", "2027", "2027-02-01")]
    [InlineData("1", "Sept.", "2027", "2027-09-01")]
    [InlineData("29", "2", "2028", "2028-02-29")]
    [InlineData("2027-01-02", null, null, "2027-01-02")]
    [InlineData("1/2/2027", "", " ", "2027-02-01")]
    [InlineData("1 Feb 2027", null, null, "2027-02-01")]
    [InlineData("3rd March 2027", null, null, "2027-03-03")]
    [InlineData("Monday 1 March 2027", null, null, "2027-03-01")]
    [InlineData("mon, 1st of March, 2027", null, null, "2027-03-01")]
    [InlineData("Thursday the 4th of March 2027", null, null, "2027-03-04")]
    [InlineData("1st of March 2027", null, null, "2027-03-01")]
    [InlineData("March 1 2027", null, null, "2027-03-01")]
    [InlineData("March 1st, 2027", null, null, "2027-03-01")]
    [InlineData("Tue Mar. 2 2027", null, null, "2027-03-02")]
    [InlineData("1 Sept 2027", null, null, "2027-09-01")]
    public void Dates_are_understood_as_people_type_them(string day, string? month, string? year, string expected)
    {
        var (read, refusal) = TypedDate.Read("Completion date", "CompletionDate", new(day, month, year));

        Assert.Null(refusal);
        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData(null, null, null, "Day", "date-missing")]
    [InlineData(" ", "\t", "", "Day", "date-missing")]
    [InlineData("", "2", "2027", "Day", "date-part-missing")]
    [InlineData("1", "", "2027", "Month", "date-part-missing")]
    [InlineData("1", "2", "", "Year", "date-part-missing")]
    [InlineData("29", "2", "2027", "Day", "date-not-real")]
    [InlineData("31", "4", "2027", "Day", "date-not-real")]
    [InlineData("0", "4", "2027", "Day", "date-not-real")]
    [InlineData("-1", "4", "2027", "Day", "date-not-real")]
    [InlineData("1", "13", "2027", "Month", "date-not-real")]
    [InlineData("1", "Smarch", "2027", "Month", "date-not-real")]
    [InlineData("1", "4", "27", "Year", "date-year")]
    [InlineData("1", "4", "20277", "Year", "date-year")]
    [InlineData("tomorrow", null, null, "Day", "date-not-real")]
    [InlineData("1 March", null, null, "Year", "date-part-missing")]
    [InlineData("Monday 1st of March", null, null, "Year", "date-part-missing")]
    [InlineData("27th", null, null, "Month", "date-part-missing")]
    [InlineData("Monday", " ", "", "Day", "date-not-real")]
    [InlineData("Funday 1 March 2027", null, null, "Day", "date-not-real")]
    [InlineData("Monday 31 February 2027", null, null, "Day", "date-not-real")]
    [InlineData("Smarch 1 2027", null, null, "Month", "date-not-real")]
    [InlineData("March 1 27", null, null, "Year", "date-year")]
    [InlineData("13/13/2027", null, null, "Month", "date-not-real")]
    [InlineData("27", null, null, "Month", "date-part-missing")]
    public void A_date_that_is_not_one_names_the_box_to_put_right(
        string? day,
        string? month,
        string? year,
        string box,
        string code
    )
    {
        var (_, refusal) = TypedDate.Read("Completion date", "CompletionDate", new(day, month, year));

        Assert.Equal(("CompletionDate" + box, code), (refusal!.Field, refusal.Code));
    }

    [Fact]
    public void Every_day_is_read_in_every_way_it_may_be_typed() =>
        Prop.ForAll(
                Gen.Choose(0, 20_000).Select(n => new DateOnly(2000, 1, 1).AddDays(n)).ToArbitrary(),
                day =>
                    new DateBoxes[]
                    {
                        new(Typed(day, "%d"), Typed(day, "%M"), Typed(day, "yyyy")),
                        new(Typed(day, "dd"), Typed(day, "MMMM"), Typed(day, "yyyy")),
                        new(Typed(day, "yyyy-MM-dd"), null, null),
                        new(Typed(day, "d MMM yyyy"), null, null),
                        new(Typed(day, "dddd d 'of' MMMM yyyy"), null, null),
                        new(Typed(day, "ddd, MMM d, yyyy"), null, null),
                        new(Typed(day, "d'/'M'/'yyyy"), null, null),
                    }.All(boxes => TypedDate.Read("Date", "Date", boxes) == (day, null))
            )
            .QuickCheckThrowOnFailure();

    private static string Typed(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("020 7946 0123", true)]
    [InlineData("+44 20 7946 0123", true)]
    [InlineData("+44 (0)20-7946-0123", true)]
    [InlineData("01632 960 001 ext 23", true)]
    [InlineData("07700900123", true)]
    [InlineData("12345", false)]
    [InlineData("ring me", false)]
    [InlineData("020 7946 0123 (mornings)", false)]
    [InlineData("++44 20 7946 0123", false)]
    [InlineData("1234567890123456", false)]
    public void Phone_numbers_may_have_spaces_and_a_country_code(string text, bool valid) =>
        Assert.Equal(valid, ContactRules.IsPhone(text));

    [Theory]
    [InlineData("sam.o'neil@justice.gov.uk", true, true)]
    [InlineData("a+b@sub.probation.GOV.UK", true, true)]
    [InlineData("someone@gov.uk", true, true)]
    [InlineData("someone@example.com", true, false)]
    [InlineData("someone@evilgov.uk", true, false)]
    [InlineData("someone@justice.gov.uk.evil.com", true, false)]
    [InlineData("someone@localhost", false, false)]
    [InlineData("some one@justice.gov.uk", false, true)]
    [InlineData("a..b@justice.gov.uk", false, true)]
    [InlineData("@justice.gov.uk", false, true)]
    [InlineData("a@b@justice.gov.uk", false, true)]
    public void Email_addresses_are_checked_for_shape_and_for_government(string text, bool shaped, bool government)
    {
        Assert.Equal(shaped, ContactRules.IsEmail(text));
        Assert.Equal(government, ContactRules.IsGovernmentEmail(text));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" \t\r\n\u00a0\u2003\u200b\u2060\ufeff", false)]
    [InlineData("\0", false)]
    [InlineData(".", true)]
    [InlineData("\u200b👩‍👧", true)]
    public void White_space_and_invisible_characters_are_no_answer(string? text, bool answer) =>
        Assert.Equal(answer, TypedText.HasContent(text));

    [Fact]
    public void Text_is_kept_exactly_but_for_one_kind_of_line_break() =>
        Assert.Equal(
            "  “Quotes” 'and' <script>alert(1)</script>\n\n'; drop table draft;-- 👩‍👧 Ŵŷ \n",
            TypedText.Lines("  “Quotes” 'and' <script>alert(1)</script>\r\n\r'; drop table draft;-- 👩‍👧 Ŵŷ \n\0")
        );

    [Fact]
    public void A_damaged_hidden_field_stands_for_an_empty_form()
    {
        foreach (var damaged in (string?[])[null, "", "=", ";;", "name", "name=", "\0"])
        {
            Assert.True(FormShown.Read(damaged).Had("other", null));
            Assert.False(FormShown.Read(damaged).Had("name", "stored"));
        }
    }
}
