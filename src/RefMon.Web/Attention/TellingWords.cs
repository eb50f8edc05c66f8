namespace RefMon.Web.Attention;

/// <summary>
/// Who will be told of something, in the one wording that is true whatever they have chosen: it always stands in their inbox, while an
/// e-mail may come at once, after quiet hours, in a summary or not at all. Only what is urgent is e-mailed at once, whatever they have chosen.
/// Sentences without their full stop.
/// </summary>
internal static class TellingWords
{
    private const string AsChosen = "in RefMon, and by email unless they have chosen otherwise";

    /// <summary>"The supplier is told that …"; <paramref name="what"/> begins with a space.</summary>
    public static string IsTold(string who, string what = "") => $"{who} is told{what}, {AsChosen}";

    /// <summary>"The caseworker and the team leads are told that …"</summary>
    public static string AreTold(string who, string what = "") => $"{who} are told{what}, {AsChosen}";

    /// <summary>"They, Ann Example and the probation practitioner are told"; of one alone, "is told". At least one.</summary>
    public static string AllAreTold(IReadOnlyList<string> who)
    {
        var all = who.Count == 1 ? who[0] : $"{string.Join(", ", who.SkipLast(1))} and {who[^1]}";
        all = $"{char.ToUpperInvariant(all[0])}{all[1..]}";
        return who.Count == 1 ? IsTold(all) : AreTold(all);
    }

    /// <summary>"You are told when …"</summary>
    public static string YouAreTold(string what) =>
        $"You are told{what}, in RefMon, and by email unless you have chosen otherwise";

    /// <summary>Of what is urgent.</summary>
    public static string IsToldAtOnce(string who, string what = "") =>
        $"{who} is told at once{what}, in RefMon and by email";

    /// <summary>Of what is urgent.</summary>
    public static string AreToldAtOnce(string who, string what = "") =>
        $"{who} are told at once{what}, in RefMon and by email";
}
