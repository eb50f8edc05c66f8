namespace RefMon.Domain;

/// <summary>The checks that several commands share.</summary>
internal static class Guard
{
    /// <summary>Refuses a concluded referral.</summary>
    public static Refusal? Open(Referral referral) =>
        referral.Stage is Stage.Concluded
            ? Refusal.Conflict("concluded", "This referral is concluded. You can still add notes.") with
            {
                Stage = Stage.Concluded,
            }
            : null;

    /// <summary>Refuses any stage outside the range. <paramref name="act"/> completes "you cannot …".</summary>
    public static Refusal? Between(Referral referral, Stage first, Stage last, string act) =>
        Open(referral) ?? (referral.Stage < first || referral.Stage > last ? WrongStage(referral, act) : null);

    /// <summary>The refusal that names the stage.</summary>
    public static Refusal WrongStage(Referral referral, string act) =>
        Refusal.Conflict("wrong-stage", $"This referral is {referral.Stage.InWords()}, so you cannot {act} now.") with
        {
            Stage = referral.Stage,
        };

    /// <summary>Refuses blank text.</summary>
    public static Refusal? Words(string? text, string code, string field, string message) =>
        string.IsNullOrWhiteSpace(text) ? new Refusal(code, field, message) : null;

    /// <summary>The first refusal there is.</summary>
    public static Refusal? First(params IEnumerable<Refusal?> refusals) => refusals.FirstOrDefault(r => r is not null);
}
