using RefMon.Application.Operations;
using RefMon.Application.Referring;

namespace RefMon.Application.Tests.Referring;

/// <summary>nDelius of tests that ask it a few things and tell it nothing: whatever one of them does not script is not expected at all.</summary>
internal abstract class UnscriptedProbationCases : IProbationCases
{
    public virtual Task<NeighbourReply<ProbationPerson>> FindPerson(string crn, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public virtual Task<NeighbourReply<IReadOnlyList<Sentence>>> FindSentences(
        string crn,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public virtual Task<NeighbourReply<ResponsibleOfficer>> FindResponsibleOfficer(
        string crn,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public virtual Task<NeighbourReply<IReadOnlyList<CaseloadEntry>>> FindCaseload(
        string username,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public virtual Task<NeighbourReply<AccessLimitations>> FindRestrictions(
        string crn,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<NeighbourReply<NeighbourReceipt>> StartReferral(
        string key,
        string crn,
        ReferralStart start,
        CancellationToken cancellationToken
    ) => throw NothingIsTold;

    public Task<NeighbourReply<NeighbourReceipt>> TransferReferral(
        string key,
        string crn,
        ReferralTransfer transfer,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<NeighbourReply<NeighbourReceipt>> EndReferral(
        string key,
        string crn,
        ReferralEnd end,
        CancellationToken cancellationToken
    ) => throw NothingIsTold;

    public Task<NeighbourReply<NeighbourReceipt>> PutAppointment(
        string key,
        string crn,
        AppointmentEntry appointment,
        CancellationToken cancellationToken
    ) => throw NothingIsTold;

    public Task<NeighbourReply<NeighbourReceipt>> CancelAppointment(
        string key,
        string crn,
        AppointmentCancellation cancellation,
        CancellationToken cancellationToken
    ) => throw NothingIsTold;

    private static NotSupportedException NothingIsTold => new("Nothing is told to nDelius before it is committed.");
}
