using Npgsql;

namespace RefMon.Application.Access;

/// <summary>Asks the access predicate about the one referral, draft, appointment or person that a request concerns.</summary>
public sealed class ObjectAccess(NpgsqlDataSource database, LimitedAccessFreshness freshness)
{
    private const string ReferralsOfAppointments =
        "(select s.appointment_id, c.* from appointment_slot s join case_list_row c on c.referral_id = s.referral_id)";

    // by the record the person's was merged into, where it was
    private const string EndedDraftsOfPeople =
        "(select e.*, coalesce(p.merged_into, p.crn) crn from ended_draft e"
        + " join draft_person d on d.draft_id = e.id join person p on p.id = d.person_id)";

    /// <summary>True when the request concerns nothing in particular, or something the viewer may see.</summary>
    public async Task<bool> MaySee(Viewer viewer, object request, CancellationToken cancellationToken)
    {
        if (request is IConcernsReferral referral && !await MaySee(viewer, referral, cancellationToken))
            return false;
        if (
            request is IConcernsTransfer transfer
            && !await MaySeeTransfer(viewer, transfer.Reference, cancellationToken)
        )
            return false;
        if (request is IConcernsDraft draft && !await MaySeeDraft(viewer, draft.DraftId.Value, cancellationToken))
            return false;
        if (
            request is IConcernsAppointment appointment
            && !await MaySeeAppointment(viewer, appointment.AppointmentId, cancellationToken)
        )
            return false;
        return request is not IConcernsPerson person
            || await MaySeePerson(viewer, person.PersonId.Value, cancellationToken);
    }

    /// <summary>
    /// True for a draft of the viewer's or their team's that would be theirs to see by nDelius' last answer, when that is too old
    /// to be relied on and nDelius gives no newer one.
    /// </summary>
    public async Task<bool> WaitsForNDelius(Viewer viewer, object request, CancellationToken cancellationToken)
    {
        if (request is not IConcernsDraft concerned)
            return false;
        await using var command = database.CreateCommand(
            $"select o.crn from draft o where o.id = @key and {AccessPredicate.ForDrafts(viewer, "o")}"
        );
        command.Parameters.AddWithValue("key", concerned.DraftId.Value);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is string crn
            && await freshness.IsOutOfDate(crn, cancellationToken);
    }

    /// <summary>What the audit calls the thing a request concerns: a reference or an id; null when it concerns nothing in particular or what was asked for cannot be an id.</summary>
    public static string? SubjectOf(object request) =>
        request switch
        {
            IConcernsReferral referral => Shortened(referral.Reference),
            IConcernsTransfer transfer => Shortened(transfer.Reference),
            IConcernsDraft draft => draft.DraftId.Value.ToString(),
            IConcernsAppointment appointment => appointment.AppointmentId.ToString(),
            IConcernsPerson person => person.PersonId.Value.ToString(),
            IConcernsAccount account when IsAccountId(account.AccountId) => account.AccountId,
            _ => null,
        };

    private static bool IsAccountId(string text) =>
        text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    private static string Shortened(string reference) => reference.Length <= 12 ? reference : reference[..12];

    private async Task<bool> MaySee(Viewer viewer, IConcernsReferral request, CancellationToken cancellationToken) =>
        await MaySeeReferral(viewer, request.Reference, cancellationToken)
        || request.GetType().IsDefined(typeof(OpenToFormerSupplierAttribute), false)
            && await MaySeeHandedOver(viewer, request.Reference, cancellationToken);

    private Task<bool> MaySeeHandedOver(Viewer viewer, string reference, CancellationToken cancellationToken) =>
        Visible(
            viewer,
            "handed_over_case",
            "reference",
            reference,
            AccessPredicate.ForHandedOver(viewer, "o"),
            cancellationToken
        );

    private Task<bool> MaySeeTransfer(Viewer viewer, string reference, CancellationToken cancellationToken) =>
        Visible(
            viewer,
            "waiting_transfer",
            "reference",
            reference,
            AccessPredicate.ForWaitingTransfers(viewer, "o"),
            cancellationToken
        );

    private Task<bool> MaySeeReferral(Viewer viewer, string reference, CancellationToken cancellationToken) =>
        Visible(
            viewer,
            "case_list_row",
            "reference",
            reference,
            AccessPredicate.ForReferrals(viewer, "o"),
            cancellationToken
        );

    private async Task<bool> MaySeeDraft(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        await Visible(viewer, "draft", "id", id, AccessPredicate.ForDrafts(viewer, "o"), cancellationToken)
        || await EndedMine(viewer, id, cancellationToken)
        || await Visible(
            viewer,
            EndedDraftsOfPeople,
            "id",
            id,
            AccessPredicate.ForEndedDrafts(viewer, "o"),
            cancellationToken
        );

    // its author, and who ended it, may learn what became of a draft: a reference or that it was deleted, nothing about the person
    private async Task<bool> EndedMine(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select exists (select 1 from ended_draft where id = $1 and (created_by = $2 or ended_by = $2))"
        );
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = viewer.AccountId });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private Task<bool> MaySeeAppointment(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Visible(
            viewer,
            ReferralsOfAppointments,
            "appointment_id",
            id,
            AccessPredicate.ForReferrals(viewer, "o"),
            cancellationToken
        );

    private Task<bool> MaySeePerson(Viewer viewer, Guid id, CancellationToken cancellationToken) =>
        Visible(viewer, "person", "id", id, PersonPredicate(viewer), cancellationToken);

    // a supplier knows a person only through a referral it may see
    private static string PersonPredicate(Viewer viewer) =>
        viewer.Role.IsProbation()
            ? AccessPredicate.PersonVisible("o")
            : $"exists (select 1 from case_list_row c where c.person_id = o.id and {AccessPredicate.ForReferrals(viewer, "c")})";

    private async Task<bool> Visible(
        Viewer viewer,
        string table,
        string key,
        object value,
        string predicate,
        CancellationToken cancellationToken
    )
    {
        if (await CrnOf(table, key, value, cancellationToken) is not { } crn)
            return false;
        if (!await freshness.MayRelyOn(crn, cancellationToken))
            return false;
        await using var command = database.CreateCommand(
            $"select exists (select 1 from {table} o where o.{key} = @key and {predicate})"
        );
        command.Parameters.AddWithValue("key", value);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<string?> CrnOf(string table, string key, object value, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select o.crn from {table} o where o.{key} = @key limit 1");
        command.Parameters.AddWithValue("key", value);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
