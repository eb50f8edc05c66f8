using System.Text.Json;

namespace RefMon.Application.Referring;

internal sealed record PrisonSection() : DraftSection(DraftSections.Where, Address, "Prison")
{
    public const string Address = "prison";
    public const string Prison = "prison";
    public const string Confirmed = "prisonConfirmed";
    public const string Seen = "prisonFound";
    public const string Nowhere = "none";

    public override IReadOnlyList<OwnedAnswer> Owned => [new(Prison, "Prison"), new(Confirmed, null)];

    public override SectionReview Review(OpenDraft open)
    {
        var chosen = Chosen(open.Answers);
        var found = open.Sources.Prison?.Value.Prisoner?.Prison;
        return SectionReview.Of(
            chosen is not null,
            chosen is null ? "Select the prison where the person is held"
                : found is not null && found.Code != chosen.Code && open.Answers[Confirmed] != found.Code
                    ? $"The prison service now has the person in {found.Name}: look at this again"
                : IsNoLongerThere(open)
                    ? $"The prison service does not have the person in {chosen.Name} any more: look at this again"
                : null,
            [
                Words.Row(
                    "Prison",
                    chosen?.Name,
                    note: found is not null && chosen is not null && found.Code != chosen.Code
                        ? $"Entered here. The prison service has: {found.Name}"
                        : null
                ),
                .. open.Person.NomsNumber is { } number
                    ? [Words.Row("Prison number", number)]
                    : Array.Empty<CheckRow>(),
            ]
        );
    }

    // it had them somewhere when this was looked at, and has them nowhere now
    private static bool IsNoLongerThere(OpenDraft open) =>
        open.Sources.Prison is { Value.Prisoner: null } && open.Answers[Confirmed] is not (null or Nowhere);

    public static Prison? Chosen(DraftAnswers answers) =>
        answers[Prison] is { } text ? JsonSerializer.Deserialize<Prison>(text, DraftJson.Options) : null;

    /// <summary>Where the prison service has the person, by the prison's code; a changed one is looked at again.</summary>
    public static string InPrisons(OpenDraft open) => open.Sources.Prison?.Value.Prisoner?.Prison.Code ?? Nowhere;

    public static string Text(Prison prison) => JsonSerializer.Serialize(prison, DraftJson.Options);

    public static string InWords(string text) =>
        JsonSerializer.Deserialize<Prison>(text, DraftJson.Options)?.Name ?? Words.NotGiven;
}
