using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Integrations.Operations;

namespace RefMon.Integrations.Referring;

/// <summary>nDelius over HTTP. Every operation is a POST, so that no CRN is ever part of an address.</summary>
internal sealed class NDeliusClient(NeighbourCaller caller) : IProbationCases
{
    private const string KeyHeader = "Idempotency-Key";

    public Task<NeighbourReply<ProbationPerson>> FindPerson(string crn, CancellationToken cancellationToken) =>
        caller.Ask<WirePerson, ProbationPerson>(
            nameof(FindPerson),
            "people/find",
            new { crn },
            person => person.ToPerson(crn),
            cancellationToken
        );

    public Task<NeighbourReply<IReadOnlyList<Sentence>>> FindSentences(
        string crn,
        CancellationToken cancellationToken
    ) =>
        caller.Ask<WireSentences, IReadOnlyList<Sentence>>(
            nameof(FindSentences),
            "people/sentences",
            new { crn },
            found =>
            {
                Wire.Same(crn, found.Crn);
                return Wire.All(found.Sentences)
                    .Select(s => new Sentence(s.Id, s.Category, s.Subcategory, s.EndDate))
                    .OrderByDescending(s => s.EndDate ?? DateOnly.MaxValue)
                    .ThenBy(s => s.Id)
                    .ToList();
            },
            cancellationToken
        );

    public Task<NeighbourReply<ResponsibleOfficer>> FindResponsibleOfficer(
        string crn,
        CancellationToken cancellationToken
    ) =>
        caller.Ask<WireOfficer, ResponsibleOfficer>(
            nameof(FindResponsibleOfficer),
            "people/responsible-officer",
            new { crn },
            o =>
            {
                Wire.Same(crn, o.Crn);
                return new ResponsibleOfficer(
                    o.Allocated,
                    o.Name,
                    o.Username,
                    o.Email,
                    o.Phone,
                    o.TeamPhone,
                    o.DeliveryUnit,
                    o.Office
                );
            },
            cancellationToken
        );

    public Task<NeighbourReply<IReadOnlyList<CaseloadEntry>>> FindCaseload(
        string username,
        CancellationToken cancellationToken
    ) =>
        caller.Ask<WireCaseload, IReadOnlyList<CaseloadEntry>>(
            nameof(FindCaseload),
            "caseloads/find",
            new { username },
            found => Wire.All(found.People).Select(p => new CaseloadEntry(p.Crn, p.FirstName, p.LastName)).ToList(),
            cancellationToken
        );

    public Task<NeighbourReply<AccessLimitations>> FindRestrictions(string crn, CancellationToken cancellationToken) =>
        caller.Ask<WireRestrictions, AccessLimitations>(
            nameof(FindRestrictions),
            "people/restrictions",
            new { crn },
            found =>
            {
                Wire.Same(crn, found.Crn);
                return new AccessLimitations(
                    Wire.All(found.RestrictedTo),
                    found.RestrictionMessage,
                    Wire.All(found.ExcludedFrom),
                    found.ExclusionMessage
                );
            },
            cancellationToken
        );

    public Task<NeighbourReply<NeighbourReceipt>> StartReferral(
        string key,
        string crn,
        ReferralStart start,
        CancellationToken cancellationToken
    ) =>
        Put(
            nameof(StartReferral),
            "referrals",
            key,
            new
            {
                crn,
                start.ReferralId,
                start.Reference,
                start.ContractTypeCode,
                start.SentAt,
                start.SentenceId,
                start.Supplier,
                start.Url,
            },
            cancellationToken
        );

    public Task<NeighbourReply<NeighbourReceipt>> TransferReferral(
        string key,
        string crn,
        ReferralTransfer transfer,
        CancellationToken cancellationToken
    ) =>
        Put(
            nameof(TransferReferral),
            "referrals/transfer",
            key,
            new
            {
                crn,
                transfer.ReferralId,
                transfer.Reference,
                transfer.ContractTypeCode,
                transfer.TransferredAt,
                transfer.Supplier,
                transfer.Url,
            },
            cancellationToken
        );

    public Task<NeighbourReply<NeighbourReceipt>> EndReferral(
        string key,
        string crn,
        ReferralEnd end,
        CancellationToken cancellationToken
    ) =>
        Put(
            nameof(EndReferral),
            "referrals/end",
            key,
            new
            {
                crn,
                end.ReferralId,
                end.Reference,
                end.EndedAt,
                end.Conclusion,
                end.Url,
            },
            cancellationToken
        );

    public Task<NeighbourReply<NeighbourReceipt>> PutAppointment(
        string key,
        string crn,
        AppointmentEntry appointment,
        CancellationToken cancellationToken
    ) =>
        Put(
            nameof(PutAppointment),
            "appointments",
            key,
            new
            {
                crn,
                appointment.AppointmentId,
                appointment.ReferralId,
                appointment.Start,
                DurationMinutes = (int)appointment.Duration.TotalMinutes,
                appointment.OfficeCode,
                appointment.CountsTowardsEnforceableDays,
                appointment.Outcome,
                appointment.Url,
            },
            cancellationToken
        );

    public Task<NeighbourReply<NeighbourReceipt>> CancelAppointment(
        string key,
        string crn,
        AppointmentCancellation cancellation,
        CancellationToken cancellationToken
    ) =>
        Put(
            nameof(CancelAppointment),
            "appointments/cancel",
            key,
            new
            {
                crn,
                cancellation.AppointmentId,
                cancellation.ReferralId,
                cancellation.CancelledAt,
                cancellation.Url,
            },
            cancellationToken
        );

    private Task<NeighbourReply<NeighbourReceipt>> Put(
        string operation,
        string path,
        string key,
        object body,
        CancellationToken cancellationToken
    ) =>
        caller.Write<WireReceipt, NeighbourReceipt>(
            operation,
            () =>
            {
                var request = NeighbourCaller.Post(path, body);
                request.Headers.Add(KeyHeader, key);
                return request;
            },
            receipt => new NeighbourReceipt(receipt.Id, receipt.AlreadyApplied),
            cancellationToken
        );
}

// what may be missing has a default; what may not, makes the answer nonsense
internal sealed record WirePerson(
    string Crn,
    string FirstName,
    string LastName,
    DateOnly DateOfBirth,
    CustodyStatus Status,
    IReadOnlyList<string?> Disabilities,
    IReadOnlyList<WireAddress?> Addresses,
    IReadOnlyList<string?> Phones,
    string? NomsNumber = null,
    string? Sex = null,
    string? Ethnicity = null,
    string? PreferredLanguage = null,
    string? Religion = null,
    string? Email = null,
    DateOnly? DeceasedOn = null,
    string? MergedInto = null
)
{
    public ProbationPerson ToPerson(string asked)
    {
        Wire.Same(asked, Crn);
        return new ProbationPerson(
            Crn,
            NomsNumber,
            FirstName,
            LastName,
            DateOfBirth,
            Sex,
            Ethnicity,
            PreferredLanguage,
            Religion,
            Wire.All(Disabilities),
            Wire.All(Addresses).Select(a => new PersonAddress(a.Kind, Wire.All(a.Lines), a.Postcode)).ToList(),
            Wire.All(Phones),
            Email,
            DeceasedOn,
            Status,
            MergedInto
        );
    }
}

internal sealed record WireAddress(string Kind, IReadOnlyList<string?> Lines, string? Postcode = null);

internal sealed record WireSentence(long Id, string Category, string Subcategory, DateOnly? EndDate = null);

internal sealed record WireSentences(string Crn, IReadOnlyList<WireSentence?> Sentences);

internal sealed record WireOfficer(
    string Crn,
    bool Allocated,
    string? Name = null,
    string? Username = null,
    string? Email = null,
    string? Phone = null,
    string? TeamPhone = null,
    string? DeliveryUnit = null,
    string? Office = null
);

internal sealed record WireCase(string Crn, string FirstName, string LastName);

internal sealed record WireCaseload(IReadOnlyList<WireCase?> People);

internal sealed record WireRestrictions(
    string Crn,
    IReadOnlyList<string?> RestrictedTo,
    IReadOnlyList<string?> ExcludedFrom,
    string? RestrictionMessage = null,
    string? ExclusionMessage = null
);

internal sealed record WireReceipt(long Id, bool AlreadyApplied);
