using System.Globalization;
using MediatR;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// One application for the tests of a class, or of the collection below. Every test takes people of its own.
/// </summary>
public class ReferringSite : RefMonHost
{
    public static readonly DemonstrationService Accommodation = DemonstrationServices.AccommodationEastMidlands;
    public static readonly DemonstrationService Employment = DemonstrationServices.EmploymentEastMidlands;
    public static readonly DemonstrationService Wellbeing = DemonstrationServices.WellbeingEastMidlands;

    private readonly HashSet<string> taken = [];
    private StandInPerson? latest;
    private int prisoners;

    private DateOnly Release => LondonTime.DayOf(Time.GetUtcNow()).AddDays(60);

    /// <summary>Somebody unremarkable whom no other test has, supervised by the practitioner: a man, so that every service is for him.</summary>
    public StandInPerson NewPerson()
    {
        StandInPerson person;
        lock (taken)
        {
            person =
                StandIns
                    .People.All.OrderByDescending(p => p.Officer == Officers.Pat)
                    .FirstOrDefault(p => IsUnremarkable(p) && !taken.Contains(p.Crn))
                ?? OneMoreLike(latest!);
            taken.Add(person.Crn);
            latest = person;
        }
        // the practitioner has fewer people than the tests need
        StandIns.People.Change(person.Crn, p => p with { Officer = Officers.Pat });
        return StandIns.People.Find(person.Crn)!;
    }

    /// <summary>Somebody unremarkable in prison whom no other test has; nDelius and the prison service know them.</summary>
    public StandInPerson NewPrisoner()
    {
        var person = NewPerson();
        var number = FormattableString.Invariant($"A{9000 + Interlocked.Increment(ref prisoners)}ZZ");
        StandIns.People.Change(
            person.Crn,
            p => p with { NomsNumber = number, Officer = null, Custody = new("ALM", Release) }
        );
        return StandIns.People.Find(person.Crn)!;
    }

    // when all of them are taken: another with a record and sentences of their own
    private StandInPerson OneMoreLike(StandInPerson person)
    {
        var more = person with
        {
            Crn = FormattableString.Invariant($"Z{900_000 + taken.Count}"),
            LastName = FormattableString.Invariant($"{person.LastName.Split('-')[0]}-{taken.Count}"),
            NomsNumber = null,
            Sentences =
            [
                .. person.Sentences.Select(
                    (sentence, i) => sentence with { Id = 900_000_000 + (taken.Count * 10) + i }
                ),
            ],
        };
        StandIns.People.Add(more);
        return more;
    }

    private static bool IsUnremarkable(StandInPerson person) =>
        person
            is {
                Officer: not null,
                Custody: null,
                DeceasedOn: null,
                MergedInto: null,
                Sex: "Male",
                RestrictedTo.Count: 0,
                ExcludedFrom.Count: 0,
                Sentences.Count: > 0,
                Risk: not null
            }
        && !WellKnownPeople.All.ContainsKey(person.Crn);

    /// <summary>Puts the supplier lead of the demonstration on this service's contract too.</summary>
    public async Task LetSupplierLeadSee(DemonstrationService service)
    {
        await using var command = Database.CreateCommand(
            "insert into account_contract (account_id, contract_id) values ('demo-supplier-lead', $1) on conflict do nothing"
        );
        command.Parameters.Add(new() { Value = service.ContractId.Value });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<DraftId> StartDraft(string crn, DemonstrationService? service = null) =>
        (await Do(new StartDraft((service ?? Accommodation).Id, Guid.NewGuid(), crn))).DraftId;

    /// <summary>A draft whose person Assess Risks and Needs has said nothing about, since it is down; it stays so.</summary>
    public async Task<DraftId> StartSilently(string crn)
    {
        StandIns.Controls.Set(StandInNeighbour.RiskAssessments, Behaviour.Down);
        return await StartDraft(crn);
    }

    /// <summary>A draft of a service with one category from which nothing is missing.</summary>
    public async Task<DraftId> CompleteDraft(string? crn = null, DemonstrationService? service = null)
    {
        var draft = await StartDraft(crn ?? NewPerson().Crn, service);
        var officer = await Do(new GetPractitionerDetails(draft));
        await Do(
            new SavePractitionerDetails(
                draft,
                Guid.NewGuid(),
                officer.Head.Shown,
                officer.Name.Value,
                officer.Email.Value,
                officer.Phone.Value,
                officer.Pdu.Value,
                officer.Office.Value,
                officer.TeamPhone.Value
            )
        );
        var person = await Do(new GetPersonalDetails(draft));
        await Do(new ReviewPersonalDetails(draft, Guid.NewGuid(), person.Head.Shown));
        await CompleteRisk(draft);
        await Do(new SaveSafeContact(draft, Guid.NewGuid(), null, "no", null, null, null, null, null));
        await Do(new SaveNeeds(draft, Guid.NewGuid(), null, null, null, "no", null, "no", null));
        var sentences = await Do(new GetSentence(draft));
        await Do(new SaveSentence(draft, Guid.NewGuid(), sentences.Head.Shown, sentences.Options[0].Id));
        await CompleteCategories(draft, service ?? Accommodation);
        await Do(new SaveEnforceableDays(draft, Guid.NewGuid(), null, "12"));
        var nextYear = (Time.GetUtcNow().Year + 1).ToString(CultureInfo.InvariantCulture);
        await Do(new SaveCompletionDate(draft, Guid.NewGuid(), null, "1", "June", nextYear));
        await Do(new SaveReason(draft, Guid.NewGuid(), null, "To find somewhere to live", "Ring after six"));
        return draft;
    }

    /// <summary>The reference of a referral just sent to the supplier with personas.</summary>
    public async Task<string> Sent() =>
        (await Do(new SendReferral(await CompleteDraft(service: Employment), Guid.NewGuid()))).Reference;

    /// <summary>As the practitioner, without the web.</summary>
    public Task<T> Do<T>(IRequest<Outcome<T>> request) => As("demo-practitioner").Must(request);

    /// <summary>Somebody at a browser without scripts.</summary>
    public Task<WebUser> SignIn(string persona = "practitioner") => WebUser.SignIn(this, persona);

    private async Task CompleteRisk(DraftId draft)
    {
        var risk = await Do(new GetRiskInformation(draft));
        var edits = risk.Edits;
        await Do(
            new SaveRiskInformation(
                draft,
                Guid.NewGuid(),
                risk.Head.Shown,
                "as-is",
                edits.WhoIsAtRisk,
                edits.NatureOfRisk,
                edits.RiskImminence,
                edits.SelfHarm,
                edits.Suicide,
                edits.HostelSetting,
                edits.Vulnerability,
                risk.AdditionalInformation,
                risk.LeftOut,
                Acknowledged: true
            )
        );
    }

    private async Task CompleteCategories(DraftId draft, DemonstrationService listed)
    {
        var service = await Do(new GetService(listed.Id));
        foreach (var category in service.Categories)
        {
            await Do(new SaveOutcomes(draft, Guid.NewGuid(), null, category.Id, [category.Outcomes[0].Id.ToString()]));
            await Do(
                new SaveComplexity(draft, Guid.NewGuid(), null, category.Id, category.ComplexityLevels[0].Id.ToString())
            );
        }
    }
}

/// <summary>The quick tests that share one <see cref="ReferringSite"/>, one after the other; a journey in a browser has a site of its own beside them.</summary>
[CollectionDefinition(nameof(ReferringSite))]
public sealed class ReferringSiteCollection : ICollectionFixture<ReferringSite>;
