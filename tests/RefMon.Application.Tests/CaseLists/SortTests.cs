using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>Each order of the case list, row by row. The sender is nobody else's, so that the list is this test's alone.</summary>
[Trait("Capability", "CaseLists")]
public sealed class SortTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private const string Sorter = "Sorter";

    private readonly Dictionary<string, string> letters = [];

    [Fact]
    public async Task Every_sort_works_both_ways()
    {
        await world.Execute(
            """
            insert into account (id, user_name, name, email, role, created_at, created_by)
            values ($1, lower($1), $1, $1 || '@work.example', 'Practitioner', now(), 'test')
            """,
            Sorter
        );
        await SendOpen();
        // one name alone stands where a last name would; an apostrophe is passed over in a person's name
        await Sorted(CaseSort.Person, "ebacd", "dcabe");
        await Sorted(CaseSort.ServiceType, "cadeb", "bedac");
        await Sorted(CaseSort.Supplier, "bdcea", "aecdb");
        // those without one come last both ways, the newest first
        await Sorted(CaseSort.Caseworker, "bdcea", "cdbea");
        // of one without, who sent it is shown, and counts
        await Sorted(CaseSort.Practitioner, "cdbae", "eabdc");
        await Sorted(CaseSort.Stage, "eabdc", "cbdea");
        // the clock of the one that was sent first stands still: only its agreed end is due
        await Sorted(CaseSort.Due, "cdbea", "aebdc");
        await Sorted(CaseSort.Sent, "acdbe", "ebdca");
        await Sorted(CaseSort.Release, "cebda", "becda");
        await Sorted(CaseSort.Concluded, "ebdca", "ebdca");
        var byReference = string.Concat(letters.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value));
        await Sorted(CaseSort.Reference, byReference, string.Concat(byReference.Reverse()));

        await SendConcluded();
        await Sorted(CaseSort.Concluded, "yxz", "zxy", CaseView.Concluded);
        await Sorted(CaseSort.Sent, "xyz", "zyx", CaseView.Concluded);
    }

    private async Task SendOpen()
    {
        var a = await Send("a", "Ann", "O'Casey", "Mentora", "Zebra", "Ŵyn-Prys", -9);
        var b = await Send("b", "Ben", "Obrien", "Zone", "ash", "Will-Adams", -6, new(2027, 5, 1));
        var c = await Send("c", "Siân", "Ŵyn", "Êmploi", "D'Arcy", "Åsa-Cole", -8, new(2027, 1, 2));
        var d = await Send("d", "Zed", "Zimmer", "mentorb", "Bŵth", null, -7);
        await Send("e", "Ángel", "", "Ŵelsh", "Éclair", "zoe", -2, new(2027, 3, 3));
        await Assign(b, "Åse Berg", -1);
        await Assign(c, "Ŵyn Parry", -5);
        await Assign(d, "Will Adams", -7);
        await Assess(c);
        await world.Append(
            a.Id,
            new ReferralPaused(new(Sorter, Sorter, null), world.Clock.Now.AddDays(-8), "Ill", new DateOnly(2026, 12, 1))
        );
        await world.Execute("update case_list_row set practitioner_name = null where referral_id = $1", d.Id.Value);
    }

    private async Task SendConcluded()
    {
        var by = new StaffMember(Sorter, Sorter, null);
        foreach (var (letter, sent, concluded) in new[] { ("x", -9, -3), ("y", -8, -4), ("z", -7, -2) })
            await world.Append(
                (await Send(letter, "Any", "Body", "Any", "Any", null, sent)).Id,
                new ReferralWithdrawn(by, world.Clock.Now.AddDays(concluded), "NOT", "No longer needed")
            );
    }

    private async Task Sorted(CaseSort sort, string up, string down, CaseView view = CaseView.Mine)
    {
        foreach (var (descending, expected) in new[] { (false, up), (true, down) })
        {
            var list = await world.Get(new ListCases(view, CaseFilters.None, sort, descending), Sorter);
            Assert.Equal((sort, descending), (list.Sort, list.Descending));
            Assert.Equal(
                $"{sort} {(descending ? "down" : "up")}: {expected}",
                $"{sort} {(descending ? "down" : "up")}: {string.Concat(list.Rows.Select(r => letters[r.Reference]))}"
            );
        }
    }

    private async Task<Sent> Send(
        string letter,
        string firstName,
        string lastName,
        string type,
        string supplier,
        string? officer,
        int days,
        DateOnly? release = null
    )
    {
        var sent = await world.Sent(
            new SentReferral
            {
                FirstName = firstName,
                LastName = lastName,
                Sender = Sorter,
                Officer = officer,
                Pdu = null,
                At = world.Clock.Now.AddDays(days),
                Service = new DemonstrationService($"SORT-{letter}", type, new(supplier), "North"),
                Custody = release is { } day
                    ? new CustodyStatement(
                        "LEI",
                        "HMP Test",
                        day,
                        ReleaseDateSource.Prison,
                        ReleaseDateConfidence.Expected,
                        null,
                        null,
                        null
                    )
                    : null,
            }
        );
        letters[sent.Reference] = letter;
        return sent;
    }

    private Task Assign(Sent sent, string caseworker, int days) =>
        world.Append(
            sent.Id,
            new CaseworkerAssigned(
                new(Staff.SupplierLead, Staff.Name(Staff.SupplierLead), null),
                world.Clock.Now.AddDays(days),
                new($"cw-{caseworker.Length}", caseworker, null),
                null
            )
        );

    private Task Assess(Sent sent)
    {
        var (by, at) = (new StaffMember("cw", "Ŵyn Parry", null), world.Clock.Now.AddDays(-5).AddHours(2));
        var id = new AppointmentId(Guid.NewGuid());
        return world.Append(
            sent.Id,
            new AppointmentBooked(
                by,
                at,
                id,
                AppointmentKind.SupplierAssessment,
                null,
                new Slot(at, 45, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null)
            ),
            new OutcomeRecorded(
                by,
                at,
                id,
                new(true, true, false, null, "Talked it through", "Open", null, null, null, false, null, false, null)
            )
        );
    }
}
