using RefMon.Application.Operations;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using RefMon.Integrations.Operations;

namespace RefMon.Integrations.RiskScreen;

/// <summary>The registers of nDelius over HTTP; the CRN travels in the body.</summary>
internal sealed class RiskRegistrationsClient(NeighbourCaller caller) : IRiskRegistrations
{
    public Task<NeighbourReply<IReadOnlyList<RiskRegistration>>> FindRegistrations(
        string crn,
        CancellationToken cancellationToken
    ) =>
        caller.Ask<WireRegistrations, IReadOnlyList<RiskRegistration>>(
            nameof(FindRegistrations),
            "people/registrations",
            new { crn },
            found =>
            {
                Wire.Same(crn, found.Crn);
                return Wire.All(found.Registrations)
                    .Select(r => r.ToRegistration())
                    .OrderBy(r => r.Kind)
                    .ThenByDescending(r => r.StartedOn)
                    .ThenBy(r => r.Code, StringComparer.Ordinal)
                    .ToList();
            },
            cancellationToken
        );
}

internal sealed record WireRegistrations(string Crn, IReadOnlyList<WireRegistration?> Registrations);

internal sealed record WireRegistration(
    string Code,
    string Description,
    string Register,
    DateOnly StartedOn,
    DateOnly? ReviewDueOn = null
)
{
    public RiskRegistration ToRegistration() => new(Code, Description, Register, Kind(), StartedOn, ReviewDueOn);

    // by code, and by its words where nDelius has another code for the same: one missed is worse than one too many
    private RegistrationKind Kind() =>
        Code switch
        {
            "ADVP" => RegistrationKind.DomesticAbusePerpetrator,
            "ADVV" => RegistrationKind.DomesticAbuseVictim,
            "STLK" => RegistrationKind.Stalking,
            _ when Says("stalk") => RegistrationKind.Stalking,
            _ when Says("domestic") && Says("victim") => RegistrationKind.DomesticAbuseVictim,
            _ when Says("domestic") => RegistrationKind.DomesticAbusePerpetrator,
            _ => RegistrationKind.Other,
        };

    private bool Says(string word) => Description.Contains(word, StringComparison.OrdinalIgnoreCase);
}
