namespace RefMon.StandIns.Exchange;

/// <summary>A neighbour that is played here.</summary>
public enum StandInNeighbour
{
    NDelius,
    RiskAssessments,
    Prisons,
    Notify,
}

/// <summary>One operation of one neighbour.</summary>
public enum StandInOperation
{
    Person,
    Sentences,
    ResponsibleOfficer,
    Caseload,
    Restrictions,
    StartReferral,
    TransferReferral,
    EndReferral,
    Appointment,
    CancelAppointment,
    Risk,
    Scores,
    Registrations,
    ShareRisk,
    Prisoner,
    PrisonList,
    SendMail,
    FindMail,
}

public enum BehaviourKind
{
    /// <summary>Does what was asked at once, answers late: a caller that gave up cannot know.</summary>
    Slow,

    /// <summary>
    /// Does what was asked only after a while, also when the caller has gone: what comes after it may be done before it.
    /// </summary>
    Late,

    /// <summary>Breaks the connection without doing anything.</summary>
    Down,

    /// <summary>Answers a status with an HTML page, without doing anything.</summary>
    Fail,

    /// <summary>Does what was asked and answers rubbish.</summary>
    Nonsense,

    /// <summary>Does what was asked and breaks the connection instead of answering.</summary>
    DropReply,

    /// <summary>Refuses for good, with a code and a reason.</summary>
    Refuse,
}

/// <summary>Kinds of rubbish.</summary>
public enum NonsenseKind
{
    /// <summary>A sign-in page with status 200.</summary>
    Html,

    /// <summary>The first half of the right JSON.</summary>
    Truncated,

    /// <summary>The right names with values of another type.</summary>
    WrongTypes,

    /// <summary>Status 200 and nothing.</summary>
    Empty,

    /// <summary>JSON null.</summary>
    Null,

    /// <summary>JSON of five million characters.</summary>
    Huge,

    /// <summary>A list with a null in it.</summary>
    NullItems,

    /// <summary>A right answer about somebody else.</summary>
    AnotherRecord,
}

/// <summary>How an operation behaves instead of well. Made by the static members.</summary>
public sealed record Behaviour(
    BehaviourKind Kind,
    int Milliseconds = 0,
    NonsenseKind Rubbish = NonsenseKind.Html,
    int? Status = null,
    string Code = "refused",
    string Reason = "Refused by the stand-in."
)
{
    /// <summary>The status a failure or refusal is answered with.</summary>
    public int Answers => Status ?? (Kind == BehaviourKind.Refuse ? 422 : 503);

    public static Behaviour Down { get; } = new(BehaviourKind.Down);

    public static Behaviour DropReply { get; } = new(BehaviourKind.DropReply);

    public static Behaviour Slow(TimeSpan delay) => new(BehaviourKind.Slow, Milliseconds: (int)delay.TotalMilliseconds);

    public static Behaviour Late(TimeSpan delay) => new(BehaviourKind.Late, Milliseconds: (int)delay.TotalMilliseconds);

    public static Behaviour Fail(int status) => new(BehaviourKind.Fail, Status: status);

    public static Behaviour Nonsense(NonsenseKind rubbish) => new(BehaviourKind.Nonsense, Rubbish: rubbish);

    public static Behaviour Refuse(string code, string reason, int status = 422) =>
        new(BehaviourKind.Refuse, Status: status, Code: code, Reason: reason);
}

/// <summary>A behaviour in force: for one operation or a whole neighbour, for so many calls or until cleared.</summary>
public sealed record BehaviourRule(string Target, Behaviour Behaviour, int? CallsLeft);
