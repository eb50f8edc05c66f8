using RefMon.Domain.RiskScreen;
using RefMon.Web.Referring;

namespace RefMon.Web.RiskScreen;

/// <summary>What is typed on the forms about safe contact, before sending and after.</summary>
public class SafeContactModel : SectionAnswers
{
    /// <summary>"yes" or "no".</summary>
    public string? HasSomething { get; set; }
    public string? SafeTimes { get; set; }
    public string? SafeWays { get; set; }
    public string? MustNotKnow { get; set; }
    public string? StaffSafety { get; set; }
    public string? ExclusionZones { get; set; }

    internal static T From<T>(string? hasSomething, SafeContactStatement said)
        where T : SafeContactModel, new() =>
        new()
        {
            HasSomething = hasSomething,
            SafeTimes = said.SafeTimes,
            SafeWays = said.SafeWays,
            MustNotKnow = said.MustNotKnow,
            StaffSafety = said.StaffSafety,
            ExclusionZones = said.ExclusionZones,
        };
}

/// <summary>The form after sending: the same, and where else it holds.</summary>
public sealed class AmendedSafeContact : SafeContactModel
{
    /// <summary>References of the person's other live referrals that are to say the same.</summary>
    public List<string> AlsoOn { get; set; } = [];
}
