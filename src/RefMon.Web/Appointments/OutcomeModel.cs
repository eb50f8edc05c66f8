using RefMon.Application.Appointments;

namespace RefMon.Web.Appointments;

/// <summary>The details of what happened, as the form's boxes hold them.</summary>
public sealed class OutcomeModel : IVersionShown
{
    public string? Version { get; set; }

    public string? What { get; set; }

    public string? Late { get; set; }

    public string? LateReason { get; set; }

    public string? Summary { get; set; }

    public string? Response { get; set; }

    public string? FuturePlans { get; set; }

    public string? WhyNotHeld { get; set; }

    public string? DidNotComply { get; set; }

    public string? CouldNot { get; set; }

    public string? Logistics { get; set; }

    public string? WhyMissed { get; set; }

    public List<string> Tell { get; set; } = [];

    public string? Behaviour { get; set; }

    public string? Concerns { get; set; }

    public string? CorrectionReason { get; set; }

    /// <summary>Fills the boxes.</summary>
    public void Show(TypedOutcome outcome)
    {
        (What, Late, LateReason) = (outcome.What, outcome.Late, outcome.LateReason);
        (Summary, Response, FuturePlans) = (outcome.Summary, outcome.Response, outcome.FuturePlans);
        (WhyNotHeld, DidNotComply, CouldNot) = (outcome.WhyNotHeld, outcome.DidNotComply, outcome.CouldNot);
        (Logistics, WhyMissed) = (outcome.Logistics, outcome.WhyMissed);
        Tell = [.. outcome.Tell ?? []];
        (Behaviour, Concerns) = (outcome.Behaviour, outcome.Concerns);
    }

    /// <summary>What is in the boxes.</summary>
    public TypedOutcome Typed() =>
        new(
            What,
            Late,
            LateReason,
            Summary,
            Response,
            FuturePlans,
            WhyNotHeld,
            DidNotComply,
            CouldNot,
            Logistics,
            WhyMissed,
            Tell,
            Behaviour,
            Concerns
        );
}
