using System.Globalization;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.Operations;

/// <summary>
/// Invented referrals in every stage, on time and late, for the people the stand-ins know. Development only; does
/// nothing when there are others already, and goes on where a start that was stopped midway left off.
/// </summary>
public sealed class DemonstrationReferrals(
    NpgsqlDataSource database,
    IEventSession session,
    ServiceCatalogue catalogue,
    IProbationCases probationCases,
    IRiskAssessments riskAssessments,
    IPrisonSearch prisonSearch,
    IRiskRegistrations riskRegistrations,
    LimitedAccessFreshness limitedAccess,
    TimeProvider time
)
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.EnglandAndWales;

    // references and choices come out the same on every machine
    private readonly Random random = new(20261121);

    // each is saved in one transaction, in the same order always: how many there are says where to go on
    private const string Mark = "demonstration";

    /// <summary>Loads those that are not there and returns how many.</summary>
    /// <exception cref="InvalidOperationException">A neighbour did not answer, or the domain refused a step.</exception>
    public async Task<int> Load(Action<string> say, CancellationToken cancellationToken)
    {
        var (loaded, others) = await There(cancellationToken);
        if (loaded == DemonstrationPlots.All.Count || (loaded == 0 && others))
            return 0;
        // those that are there are told again without being saved, since chance goes on from them
        foreach (var (number, plot) in DemonstrationPlots.All.Index())
        {
            var crn = plot.Crn ?? await NextFromCaseload(plot, cancellationToken);
            await Tell(plot, crn, isThere: number < loaded, cancellationToken);
            if ((number + 1) % 10 == 0)
                say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{number + 1} of {DemonstrationPlots.All.Count} referrals"
                    )
                );
        }
        return DemonstrationPlots.All.Count - loaded;
    }

    private async Task<(int Loaded, bool Others)> There(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select (select count(*) from mt_events where version = 1 and causation_id = $1)::int,
                   exists (select 1 from case_list_row)
            """
        );
        command.Parameters.Add(new() { Value = Mark });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt32(0), row.GetBoolean(1));
    }

    private readonly Dictionary<string, List<string>> caseloads = [];

    // CRNs with X are kept for people with a particular shape, and for trying things out
    private async Task<string> NextFromCaseload(DemonstrationPlot plot, CancellationToken cancellationToken)
    {
        if (!caseloads.TryGetValue(plot.Practitioner.UserName, out var waiting))
        {
            var entries = Must(await probationCases.FindCaseload(plot.Practitioner.UserName, cancellationToken));
            waiting = [.. entries.Select(e => e.Crn).Where(c => c[0] != 'X').Order()];
            caseloads[plot.Practitioner.UserName] = waiting;
        }
        foreach (var crn in waiting)
        {
            var person = Must(await probationCases.FindPerson(crn, cancellationToken));
            var sentences = Must(await probationCases.FindSentences(crn, cancellationToken));
            if (!Suits(person, plot.Service.Eligibility) || sentences.Count == 0)
                continue;
            waiting.Remove(crn);
            return crn;
        }
        throw new InvalidOperationException("The stand-in's caseload has too few people for the demonstration.");
    }

    private bool Suits(ProbationPerson person, Eligibility eligibility)
    {
        var today = LondonTime.DayOf(time.GetUtcNow());
        var age =
            today.Year
            - person.DateOfBirth.Year
            - (today < person.DateOfBirth.AddYears(today.Year - person.DateOfBirth.Year) ? 1 : 0);
        return person is { Status: CustodyStatus.Community, DeceasedOn: null, MergedInto: null }
            && (person.Sex == "Female" ? eligibility.Women : eligibility.Men)
            && age >= eligibility.MinimumAge
            && age <= (eligibility.MaximumAge ?? int.MaxValue);
    }

    private async Task Tell(DemonstrationPlot plot, string crn, bool isThere, CancellationToken cancellationToken)
    {
        var today = LondonTime.DayOf(time.GetUtcNow());
        var story = new DemonstrationStory(SentOn(today, plot.WorkingDaysAgo), Calendar);
        var personId = await KnowPerson(crn, cancellationToken);
        var send = await Statement(plot, crn, personId, story, cancellationToken);
        story.Do(none => RefMon.Domain.Referring.SendReferral.Decide(none, send, true, true, story.At(0, 9)));
        plot.Tell(story);
        if (isThere)
            return;
        session.Clear();
        session.Metadata = new(plot.Practitioner.Id, null, Mark);
        session.StartStream<Referral>(send.ReferralId.Value, story.Events);
        await session.SaveChanges(cancellationToken);
    }

    private async Task<PersonId> KnowPerson(string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            insert into person (id, crn, created_at) values ($1, $2, $3)
            on conflict (crn) do update set crn = excluded.crn returning id
            """
        );
        command.Parameters.Add(new() { Value = Guid.NewGuid() });
        command.Parameters.Add(new() { Value = crn });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        var id = (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
        await limitedAccess.Store(
            crn,
            Must(await probationCases.FindRestrictions(crn, cancellationToken)),
            cancellationToken
        );
        return new(id);
    }

    private static DateOnly SentOn(DateOnly today, int workingDaysAgo)
    {
        var day = today;
        for (var left = workingDaysAgo; left > 0 || !Calendar.IsWorkingDay(day); )
        {
            day = day.AddDays(-1);
            if (Calendar.IsWorkingDay(day))
                left--;
        }
        return day;
    }

    private async Task<RefMon.Domain.Referring.SendReferral> Statement(
        DemonstrationPlot plot,
        string crn,
        PersonId personId,
        DemonstrationStory story,
        CancellationToken cancellationToken
    )
    {
        var service =
            await catalogue.FindService(plot.Service.Id, cancellationToken)
            ?? throw new InvalidOperationException("The demonstration catalogue is not loaded.");
        var person = Must(await probationCases.FindPerson(crn, cancellationToken));
        var officer = Must(await probationCases.FindResponsibleOfficer(crn, cancellationToken));
        var sentence = Must(await probationCases.FindSentences(crn, cancellationToken))[0];
        var risk = await new RiskEnquiry(riskAssessments, riskRegistrations, time).Ask(crn, cancellationToken);
        return new(
            plot.Practitioner.Staff,
            new(Guid.NewGuid()),
            ReferralReference.Generate(service.Contract.TypeName, random),
            service.AsStatement(),
            Person(person, personId),
            plot.Kind,
            plot.Kind.IsInCustody() ? await Custody(person, plot.Kind, officer, cancellationToken) : null,
            plot.Kind.IsUnallocated() ? Contact(officer) : Practitioner(officer, plot.Practitioner),
            null,
            plot.Risk(DemonstrationRisk.AsReadAt(RiskBasis.Of(risk), story.At(0, 8))),
            new(null, "Prefers appointments in the morning.", false, null, false, null),
            new(
                sentence.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                sentence.Category,
                sentence.Subcategory,
                sentence.EndDate
            ),
            [
                .. service
                    .Categories.Take(2)
                    .Select(category => new CategoryAnswers(
                        category.Id,
                        category.Name,
                        [.. category.Outcomes.Take(2).Select(o => new OutcomeStatement(o.Id, o.Description))],
                        category
                            .ComplexityLevels.Skip(1)
                            .Take(1)
                            .Select(l => new ComplexityStatement(l.Id, l.Grade, l.Title))
                            .Single()
                    )),
            ],
            plot.EnforceableDays,
            story.Day(plot.CompletesAfterWorkingDays),
            "Needs steady support to keep the changes made since sentence.",
            "Best reached by text message after ten in the morning.",
            plot.Kind.IsUnallocated() ? "Asked for help on arrival; a place should be ready on release." : null,
            Urgency: plot.Urgency,
            SafeContact: plot.SafeContact
        );
    }

    private async Task<CustodyStatement> Custody(
        ProbationPerson person,
        ReferralKind kind,
        ResponsibleOfficer officer,
        CancellationToken cancellationToken
    )
    {
        var prisoner = Must(await prisonSearch.FindPrisoner(person.NomsNumber!, cancellationToken));
        var release = kind.HasRelease() ? prisoner.ExpectedReleaseDate : null;
        var asksOffice = kind is ReferralKind.UnallocatedReleasing;
        return new(
            prisoner.Prison.Code,
            prisoner.Prison.Name,
            release,
            release is null ? null : ReleaseDateSource.Prison,
            release is null ? null
                : prisoner.ConfirmedReleaseDate == release ? ReleaseDateConfidence.Confirmed
                : ReleaseDateConfidence.Expected,
            kind.HasRelease() && release is null ? "Waiting for a parole hearing" : null,
            asksOffice ? officer.Office : null,
            asksOffice && officer.Office is null ? "No address to go to has been agreed" : null
        );
    }

    private static PractitionerStatement Contact(ResponsibleOfficer officer) =>
        new(
            new("Morgan Keyes", null),
            "Prison offender manager",
            new("morgan.keyes@justice.gov.uk", null),
            new("01632 960700", null),
            new(null, officer.TeamPhone),
            new(null, officer.DeliveryUnit),
            SourcedValue.Unknown,
            "Brackenfell (HMP & YOI)"
        );

    private static PersonStatement Person(ProbationPerson person, PersonId id) =>
        new(
            id,
            Crn.Parse(person.Crn),
            person.NomsNumber,
            person.FirstName,
            person.LastName,
            person.DateOfBirth,
            person.Sex,
            person.Ethnicity,
            person.PreferredLanguage,
            person.Disabilities,
            person.Religion,
            PersonalDetailsSection.MainAddress(person),
            person.Phones,
            person.Email
        );

    private static PractitionerStatement Practitioner(ResponsibleOfficer officer, DemonstrationAccount account) =>
        new(
            new(null, officer.Name ?? account.Name),
            null,
            new(null, officer.Email),
            new(null, officer.Phone),
            new(null, officer.TeamPhone),
            new(null, officer.DeliveryUnit),
            new(null, officer.Office),
            null,
            account.Id
        );

    private static T Must<T>(NeighbourReply<T> reply) =>
        reply is NeighbourReply<T>.Found found
            ? found.Value
            : throw new InvalidOperationException($"A neighbour did not answer: {reply.GetType().Name}");
}
