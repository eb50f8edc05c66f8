namespace RefMon.Web.Referring;

/// <summary>What the boxes for long answers have in common; the commands have the same limit.</summary>
internal static class LongText
{
    public const int MaxLength = 50_000;

    /// <summary>What stands on the safe contact card, above every page: only what is essential.</summary>
    public const int MaxLengthOnCard = 2_000;

    /// <summary>The share of the limit, in percent, from which the characters left are counted on screen.</summary>
    public const int CountFrom = 80;
}
