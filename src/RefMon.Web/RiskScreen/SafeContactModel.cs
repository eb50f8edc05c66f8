using RefMon.Domain.RiskScreen;
using RefMon.Web.Referring;

namespace RefMon.Web.RiskScreen;

/// <summary>What is typed on the forms about safe contact, before sending and after.</summary>
public sealed class SafeContactModel : SectionAnswers
{
    /// <summary>"yes" or "no".</summary>
    public string? HasSomething { get; set; }
    public string? SafeTimes { get; set; }
    public string? SafeWays { get; set; }
    public string? MustNotKnow { get; set; }
    public string? StaffSafety { get; set; }
    public string? ExclusionZones { get; set; }

    internal static SafeContactModel From(string? hasSomething, SafeContactStatement said) =>
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
