using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.Tests.Referring;
using Xunit;

namespace RefMon.Application.Tests.Access;

/// <summary>The audit says about whom somebody asked, by an id and never by a CRN, and finds everything about one person.</summary>
[Trait("Capability", "Access")]
public sealed class AuditOfPeopleTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private static readonly Viewer Auditor = ReferringWorld.Practitioner with
    {
        AccountId = "audrey",
        UserName = "audrey.audit",
        Role = Role.Auditor,
    };

    [Fact]
    public async Task Whoever_asks_about_a_hidden_person_again_and_again_is_found_under_that_person()
    {
        var (hidden, other) = (world.NewPerson(), world.NewPerson());
        hidden.Limits = new(["somebody.else"], "Restricted, secretly", [], null);
        other.Limits = new([], null, ["JOAN.SENDER"], "Excluded, secretly");
        for (var i = 0; i < 5; i++)
            await world.Send(new LookUpPerson(world.Single.Id, hidden.Crn));
        await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), hidden.Crn));
        await world.Send(new StartDraft(world.Single.Id, Guid.NewGuid(), other.Crn));

        Assert.Equal(
            ["StartDraft crn-not-found", .. Enumerable.Repeat("LookUpPerson crn-not-found", 5)],
            await Told(hidden.Crn)
        );
        Assert.Equal(["StartDraft crn-not-found"], await Told(other.Crn));
    }

    [Fact]
    public async Task A_crn_that_nobody_has_stands_nowhere_and_leads_to_nobody()
    {
        var refused = await world.Send(new LookUpPerson(world.Single.Id, "Z000017"));
        Assert.Equal("crn-not-found", refused.Refusal!.Code);

        var asked = await world.Send(new FindAuditedPerson("Z000017"), Auditor);
        Assert.Equal(("person-never-asked-about", "Crn"), (asked.Refusal!.Code, asked.Refusal.Field));
        Assert.Equal(
            ("crn-malformed", "Crn"),
            (await world.Send(new FindAuditedPerson(" x12"), Auditor)).Refusal is { } r ? (r.Code, r.Field) : default
        );
        Assert.Equal(0, await world.Ask<long>("select count(*) from person where crn = 'Z000017'"));
    }

    [Fact]
    public async Task No_crn_is_written_to_the_audit()
    {
        await world.Send(new LookUpPerson(world.Single.Id, "Z000018"));
        await world.Start();
        Assert.Equal(
            0,
            await world.Ask<long>(
                "select count(*) from audit_entry e where e::text ~* '[^[:alnum:]][a-z][0-9]{6}[^[:alnum:]]'"
            )
        );
    }

    [Fact]
    public async Task A_hidden_person_and_one_who_is_not_there_are_asked_about_alike()
    {
        var hidden = world.NewPerson();
        hidden.Limits = new(["somebody.else"], null, [], null);
        foreach (var crn in new[] { hidden.Crn, "Z000019" })
        {
            var both = world.Cases.Gathering = new(
                nameof(IProbationCases.FindPerson),
                nameof(IProbationCases.FindRestrictions)
            );
            var outcome = await world.Send(new LookUpPerson(world.Single.Id, crn));
            world.Cases.Gathering = null;
            Assert.Equal("crn-not-found", outcome.Refusal!.Code);
            // one after the other, the answer about somebody who is there would take twice as long
            Assert.True(both.CameTogether);
            Assert.Equal([nameof(IProbationCases.FindPerson), nameof(IProbationCases.FindRestrictions)], both.Asked);
        }
        world.Cases.Faults[nameof(IProbationCases.FindRestrictions)] = NeighbourFault.Down;
        foreach (var crn in new[] { hidden.Crn, "Z000019" })
            Assert.Equal(
                "neighbour-unavailable",
                (await world.Send(new LookUpPerson(world.Single.Id, crn))).Refusal!.Code
            );
        world.Cases.Faults.Clear();
    }

    [Fact]
    public async Task Everything_about_a_person_is_found_from_the_first_look_to_the_referral()
    {
        var person = world.NewPerson();
        await world.Get(new LookUpPerson(world.Single.Id, person.Crn));
        var draft = await world.CompleteDraft(world.Single, person);
        var deleted = await world.Start(person, world.Cohort);
        await world.Get(new DeleteDraft(deleted, Guid.NewGuid()));
        var sent = await world.Get(new SendReferral(draft, Guid.NewGuid()));
        await world.Get(new GetOverview(sent.Reference));
        await world.Send(new GetOverview(sent.Reference), ReferringWorld.OtherPractitioner);

        var ofPerson = await Told(person.Crn);
        Assert.Equal("GetOverview not-found", ofPerson[0]);
        Assert.Equal("GetOverview accepted", ofPerson[1]);
        Assert.Equal("SendReferral accepted", ofPerson[2]);
        Assert.Equal("DeleteDraft accepted", ofPerson[3]);
        Assert.Equal("StartDraft accepted", ofPerson[4]);
        Assert.Equal(["StartDraft accepted", "LookUpPerson accepted"], ofPerson.TakeLast(2));
        // a started draft is named by itself
        foreach (var started in new[] { draft, deleted })
            Assert.Equal(
                1,
                await world.Ask<long>(
                    $"select count(*) from audit_entry where action = 'StartDraft' and subject = '{started}'"
                )
            );

        var ofReference = await About(sent.Reference);
        Assert.Equal(["GetOverview not-found", "GetOverview accepted", "SendReferral accepted"], ofReference.Take(3));
        Assert.Equal("StartDraft accepted", ofReference[^1]);
        Assert.DoesNotContain("DeleteDraft accepted", ofReference);
        Assert.Equal(ofReference, await About(draft.Value.ToString()));
    }

    [Fact]
    public async Task Records_that_were_merged_are_one_person_whichever_number_the_auditor_has()
    {
        var (former, survivor) = (world.NewPerson(), world.NewPerson());
        await world.Get(new LookUpPerson(world.Single.Id, former.Crn));
        former.Person = former.Person with { MergedInto = survivor.Crn };
        await world.Get(new LookUpPerson(world.Cohort.Id, former.Crn));
        var neverTyped = world.NewPerson();
        neverTyped.Person = neverTyped.Person with { MergedInto = survivor.Crn };
        await world.Get(new StartDraft(world.Single.Id, Guid.NewGuid(), neverTyped.Crn));

        string[] all = ["StartDraft accepted", "LookUpPerson accepted", "LookUpPerson accepted"];
        foreach (var crn in new[] { former.Crn, survivor.Crn, neverTyped.Crn })
            Assert.Equal(all, await Told(crn));
    }

    // the auditor's own look at the audit is about the person too
    private async Task<IReadOnlyList<string>> Told(string crn)
    {
        var person = await world.Get(new FindAuditedPerson(crn.ToLowerInvariant()), Auditor);
        var told = await About(person.Value.ToString());
        Assert.Equal("FindAuditedPerson accepted", told[0]);
        return [.. told.Where(entry => entry != told[0])];
    }

    private async Task<IReadOnlyList<string>> About(string subject)
    {
        var told = new List<AuditEntry>();
        long? before = null;
        do
        {
            var page = await world.Get(new ReadAudit(Subject: subject, Before: before), Auditor);
            told.AddRange(page.Entries);
            before = page.Older;
        } while (before is not null);
        // what a page of a draft asks while it is written is beside the point here
        return [.. told.Where(entry => !IsOfSections(entry.Action)).Select(entry => $"{entry.Action} {entry.Outcome}")];
    }

    private static bool IsOfSections(string action) =>
        action.StartsWith("Save", StringComparison.Ordinal)
        || action.StartsWith("Review", StringComparison.Ordinal)
        || (action.StartsWith("Get", StringComparison.Ordinal) && action != nameof(GetOverview));
}
