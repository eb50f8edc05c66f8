using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using AppointmentOutcome = RefMon.Domain.Appointments.AppointmentOutcome;

namespace RefMon.Application.Appointments;

/// <summary>
/// What came of an appointment, as typed. <paramref name="What"/> is <c>happened</c>, <c>not-held</c> (attended, but it did not
/// take place) or <c>missed</c>; <paramref name="Late"/> <c>yes</c> or <c>no</c>; <paramref name="Tell"/> any of <c>behaviour</c> and
/// <c>concerns</c>, or <c>no</c> alone; <paramref name="WhyNotHeld"/> <c>did-not-comply</c>, <c>could-not</c> or <c>logistics</c>, each with a
/// box of its own. Boxes of what was not chosen are passed over.
/// </summary>
public sealed record TypedOutcome(
    string? What,
    string? Late = null,
    string? LateReason = null,
    string? Summary = null,
    string? Response = null,
    string? FuturePlans = null,
    string? WhyNotHeld = null,
    string? DidNotComply = null,
    string? CouldNot = null,
    string? Logistics = null,
    string? WhyMissed = null,
    IReadOnlyList<string>? Tell = null,
    string? Behaviour = null,
    string? Concerns = null
)
{
    /// <summary>It took place.</summary>
    public const string Happened = "happened";

    /// <summary>They came, and it did not take place.</summary>
    public const string NotHeld = "not-held";

    /// <summary>They did not come.</summary>
    public const string Missed = "missed";

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(TypedOutcome);

    /// <summary>A recorded outcome as its form shows it, to be corrected.</summary>
    internal static TypedOutcome Of(AppointmentOutcome o) =>
        new(
            o.Happened ? Happened
                : o.Attended ? NotHeld
                : Missed,
            o.Happened ? (o.Late ? "yes" : "no") : null,
            o.LateReason,
            o.Summary,
            o.Response,
            o.FuturePlans,
            o.NoSessionReason switch
            {
                NoSessionReason.DidNotComply => "did-not-comply",
                NoSessionReason.CouldNotTakePart => "could-not",
                NoSessionReason.Logistics => "logistics",
                null => null,
            },
            o.NoSessionReason is NoSessionReason.DidNotComply ? o.WhyNot : null,
            o.NoSessionReason is NoSessionReason.CouldNotTakePart ? o.WhyNot : null,
            o.NoSessionReason is NoSessionReason.Logistics ? o.WhyNot : null,
            o is { Happened: false, Attended: false } ? o.WhyNot : null,
            (o.NotifyOfBehaviour, o.NotifyOfConcerns) switch
            {
                (true, true) => ["behaviour", "concerns"],
                (true, false) => ["behaviour"],
                (false, true) => ["concerns"],
                (false, false) => ["no"],
            },
            o.Behaviour,
            o.Concerns
        );
}

/// <summary>
/// Reads a typed outcome, with the same checks however it is recorded: after the appointment, with a booking in the past, in a
/// group's register or as a correction. Everything missing is refused at once, at its field.
/// </summary>
internal static class OutcomeReading
{
    /// <summary>Only the first question.</summary>
    public static Refusal? ReadWhat(TypedOutcome typed) =>
        typed.What is TypedOutcome.Happened or TypedOutcome.NotHeld or TypedOutcome.Missed
            ? null
            : new("outcome-missing", "What", "Select what happened");

    public static (AppointmentOutcome? Outcome, List<Refusal> Refusals) Read(TypedOutcome typed)
    {
        if (ReadWhat(typed) is { } missing)
            return (null, [missing]);
        var refusals = new List<Refusal>();
        var outcome = typed.What switch
        {
            TypedOutcome.Happened => WhatHappened(typed, refusals),
            TypedOutcome.NotHeld => WhyNotHeld(typed, refusals),
            _ => WhyMissed(typed, refusals),
        };
        outcome = WithNotices(outcome, typed, refusals);
        return refusals.Count > 0 ? (null, refusals) : (outcome, refusals);
    }

    /// <summary>The outcome that comes with a slot in the past; none when none was typed. What is wrong with it is added to the refusals.</summary>
    public static AppointmentOutcome? ReadIfAny(TypedOutcome? typed, List<Refusal> refusals)
    {
        if (typed is null)
            return null;
        var (outcome, wrong) = Read(typed);
        refusals.AddRange(wrong);
        return outcome;
    }

    private static AppointmentOutcome WhatHappened(TypedOutcome typed, List<Refusal> refusals)
    {
        if (typed.Late is not ("yes" or "no"))
            refusals.Add(new("late-missing", "Late", "Select yes if they were late"));
        if (typed.Late == "yes")
            AppointmentTexts.Needed(
                refusals,
                typed.LateReason,
                "LateReason",
                "outcome-incomplete",
                "Enter why they were late"
            );
        AppointmentTexts.Needed(refusals, typed.Summary, "Summary", "outcome-incomplete", "Enter what was done");
        AppointmentTexts.Needed(refusals, typed.Response, "Response", "outcome-incomplete", "Enter how they responded");
        AppointmentTexts.Fits(refusals, typed.FuturePlans, "FuturePlans");
        return Nothing with
        {
            Happened = true,
            Attended = true,
            Late = typed.Late == "yes",
            LateReason = typed.Late == "yes" ? TypedText.Lines(typed.LateReason) : null,
            Summary = TypedText.Lines(typed.Summary),
            Response = TypedText.Lines(typed.Response),
            FuturePlans = TypedText.Lines(typed.FuturePlans),
        };
    }

    private static AppointmentOutcome WhyNotHeld(TypedOutcome typed, List<Refusal> refusals)
    {
        var (reason, field, text) = typed.WhyNotHeld switch
        {
            "did-not-comply" => ((NoSessionReason?)NoSessionReason.DidNotComply, "DidNotComply", typed.DidNotComply),
            "could-not" => (NoSessionReason.CouldNotTakePart, "CouldNot", typed.CouldNot),
            "logistics" => (NoSessionReason.Logistics, "Logistics", typed.Logistics),
            _ => (null, "WhyNotHeld", null),
        };
        if (reason is null)
            refusals.Add(new("outcome-incomplete", field, "Select why it did not take place"));
        else
            AppointmentTexts.Needed(
                refusals,
                text,
                field,
                "outcome-incomplete",
                "Give details of why it did not take place"
            );
        return Nothing with { Attended = true, NoSessionReason = reason, WhyNot = TypedText.Lines(text) };
    }

    private static AppointmentOutcome WhyMissed(TypedOutcome typed, List<Refusal> refusals)
    {
        AppointmentTexts.Needed(
            refusals,
            typed.WhyMissed,
            "WhyMissed",
            "outcome-incomplete",
            "Enter why they did not attend, as far as you know, and how you tried to reach them"
        );
        return Nothing with { WhyNot = TypedText.Lines(typed.WhyMissed) };
    }

    private static AppointmentOutcome WithNotices(
        AppointmentOutcome outcome,
        TypedOutcome typed,
        List<Refusal> refusals
    )
    {
        var tell = typed.Tell ?? [];
        var (behaviour, concerns) = (tell.Contains("behaviour"), tell.Contains("concerns"));
        if (tell.Contains("no") && (behaviour || concerns))
            refusals.Add(
                new("notice-contradicts", "Tell", "Select what to tell the probation practitioner, or ‘No’, not both")
            );
        else if (!tell.Contains("no") && !behaviour && !concerns)
            refusals.Add(
                new("notice-missing", "Tell", "Select whether there is anything to tell the probation practitioner")
            );
        if (behaviour)
            AppointmentTexts.Needed(
                refusals,
                typed.Behaviour,
                "Behaviour",
                "outcome-incomplete",
                "Describe the behaviour the practitioner should know of"
            );
        if (concerns)
            AppointmentTexts.Needed(
                refusals,
                typed.Concerns,
                "Concerns",
                "outcome-incomplete",
                "Describe the concerns the practitioner should know of"
            );
        return outcome with
        {
            NotifyOfBehaviour = behaviour,
            Behaviour = behaviour ? TypedText.Lines(typed.Behaviour) : null,
            NotifyOfConcerns = concerns,
            Concerns = concerns ? TypedText.Lines(typed.Concerns) : null,
        };
    }

    private static AppointmentOutcome Nothing { get; } =
        new(false, false, false, null, null, null, null, null, null, false, null, false, null);
}
