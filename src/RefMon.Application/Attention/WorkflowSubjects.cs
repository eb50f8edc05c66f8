using Npgsql;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using RefMon.EventStore;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Attention;

/// <summary>
/// Tells the workflow engine what events mean. A referral is read as it stands now and not as it stood at the event: what has been
/// done meanwhile needs no reminder.
/// </summary>
public sealed class WorkflowSubjects(IEventReader reader, NpgsqlDataSource database) : IWorkflowSubjects
{
    /// <summary>A draft was started.</summary>
    public const string DraftStarted = "draft-started";

    /// <summary>A supplier got the referral: it was sent, or another supplier accepted it.</summary>
    public const string ReachedSupplier = "referral-reached-supplier";

    /// <summary>The supplier assessment has happened.</summary>
    public const string AssessmentHappened = "assessment-happened";

    /// <summary>The end-of-service report is owed from now on.</summary>
    public const string EndingEntered = "ending-entered";

    /// <summary>A version of the risk information is with the supplier, the first of which is sent with the referral.</summary>
    public const string RiskVersionShared = "risk-version-shared";

    /// <summary>
    /// The supplier assessment is owed: a supplier got the referral, or an outcome that said it had happened was corrected.
    /// </summary>
    public const string AssessmentOwed = "assessment-owed";

    /// <summary>
    /// The completion date was agreed or amended, or the delivery it is about goes on after a correction.
    /// </summary>
    public const string CompletionDateSet = "completion-date-set";

    /// <summary>Somebody in custody is referred, or their custody was amended or reported.</summary>
    public const string ReleaseDateSet = "release-date-set";

    /// <inheritdoc/>
    public async ValueTask<object?> Read(Guid correlationId, CancellationToken cancellationToken)
    {
        if (await reader.Load<Referral>(correlationId, cancellationToken) is { } found)
            return new WorkflowSubject.OfReferral(found.Aggregate);
        await using var command = database.CreateCommand("select created_by, updated_at from draft where id = $1");
        command.Parameters.Add(new() { Value = correlationId });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new WorkflowSubject.OfDraft(
                new DraftId(correlationId),
                row.GetString(0),
                row.GetFieldValue<DateTimeOffset>(1)
            )
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<Guid, object>> ReadAll(
        IReadOnlyCollection<Guid> correlationIds,
        CancellationToken cancellationToken
    )
    {
        var referrals = await reader.LoadMany<Referral>(correlationIds, cancellationToken);
        var found = referrals.ToDictionary(r => r.Key, r => (object)new WorkflowSubject.OfReferral(r.Value));
        var others = correlationIds.Where(id => !found.ContainsKey(id)).ToArray();
        if (others.Length == 0)
            return found;
        await using var command = database.CreateCommand(
            "select id, created_by, updated_at from draft where id = any($1)"
        );
        command.Parameters.Add(new() { Value = others });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found[row.GetGuid(0)] = new WorkflowSubject.OfDraft(
                new DraftId(row.GetGuid(0)),
                row.GetString(1),
                row.GetFieldValue<DateTimeOffset>(2)
            );
        return found;
    }

    /// <inheritdoc/>
    public bool MayConcern(StoredEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Data is IReferralEvent;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Stimulus> StimuliOf(StoredEvent stored, object? subject)
    {
        if (
            stored.Data is not IReferralEvent happened
            || subject is not WorkflowSubject.OfReferral { Referral: var now }
        )
            return [];
        // all that is left to do for a concluded one is to let its instances see that
        if (now.Stage is Stage.Concluded)
            return [new("referral-concluded")];
        // what a hand-over calls off is not to be booked again: what the receiving supplier owes begins with the hand-over
        if (happened is AppointmentCancelled { Because: CancelledBecause.ReferralTransferred })
            return [];
        return [new(stored.TypeName.Replace('_', '-'), KeyOf(happened)), .. Meanings(happened, now)];
    }

    private static IEnumerable<Stimulus> Meanings(IReferralEvent happened, Referral now)
    {
        if (happened is ReferralSent or TransferAccepted)
            yield return new(ReachedSupplier);
        if (IsAssessmentOwed(happened, now))
            yield return new(AssessmentOwed);
        if (RiskOutbound.RiskOf(happened) is { } risk)
            yield return new(RiskVersionShared, Text(risk.VersionId.Value));
        // what the former supplier's people confirmed, those of the present one have not read
        if (happened is TransferAccepted)
        {
            // by this name instances of the first version know that their time is over
            yield return new("risk-shared");
            yield return new(RiskVersionShared, Text(now.Risk.Current.Id.Value));
        }
        if (
            happened is ReferralSent or CompletionDateAmended
            || (happened is OutcomeCorrected && now.Stage < Stage.Ending)
        )
            yield return new(CompletionDateSet);
        if (
            happened is ReferralSent or CustodyAmended or CustodyReported
            && now.Referring is { Custody: not null, Person.ReleasedOn: null }
        )
            yield return new(ReleaseDateSet);
        if (
            OutcomeOf(happened) is { Happened: true }
            && AppointmentOf(happened, now) is { Kind: AppointmentKind.SupplierAssessment }
        )
            yield return new(AssessmentHappened);
        if (now.Dates.Ending == happened.At)
            yield return new(EndingEntered);
    }

    private static bool IsAssessmentOwed(IReferralEvent happened, Referral now) =>
        happened switch
        {
            ReferralSent or TransferAccepted => true,
            OutcomeCorrected { Outcome.Happened: false } => AppointmentOf(happened, now)
                is { Kind: AppointmentKind.SupplierAssessment },
            _ => false,
        };

    private static AppointmentOutcome? OutcomeOf(IReferralEvent happened) =>
        happened switch
        {
            OutcomeRecorded recorded => recorded.Outcome,
            OutcomeCorrected corrected => corrected.Outcome,
            _ => null,
        };

    private static Appointment? AppointmentOf(IReferralEvent happened, Referral now) =>
        IdOf(happened) is { } id ? now.Appointments.Find(id) : null;

    private static AppointmentId? IdOf(IReferralEvent happened) =>
        happened switch
        {
            AppointmentBooked x => x.AppointmentId,
            AppointmentMoved x => x.AppointmentId,
            AppointmentCancelled x => x.AppointmentId,
            OutcomeRecorded x => x.AppointmentId,
            OutcomeCorrected x => x.AppointmentId,
            _ => null,
        };

    private static string? KeyOf(IReferralEvent happened) =>
        happened is RiskAcknowledged acknowledged ? Text(acknowledged.VersionId.Value)
        : IdOf(happened) is { } id ? Text(id.Value)
        : null;

    private static string Text(Guid id) => id.ToString("D");
}
