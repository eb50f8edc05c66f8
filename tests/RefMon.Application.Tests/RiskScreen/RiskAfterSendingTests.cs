using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Operations;
using RefMon.Application.RiskScreen;
using RefMon.Application.Tests.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using Xunit;
using AcknowledgeRisk = RefMon.Application.RiskScreen.AcknowledgeRisk;
using AmendSafeContact = RefMon.Application.RiskScreen.AmendSafeContact;
using ShareRisk = RefMon.Application.RiskScreen.ShareRisk;

namespace RefMon.Application.Tests.RiskScreen;

/// <summary>Risk information and safe contact once the referral is sent, on both sides.</summary>
[Trait("Capability", "RiskScreen")]
public sealed partial class RiskAfterSendingTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private Viewer Lead => Supplier("s-lead", Role.SupplierLead);

    private Viewer Caseworker => Supplier("s-case", Role.Caseworker);

    [Fact]
    public async Task Each_version_is_kept_and_each_person_of_the_supplier_confirms_the_one_that_stands()
    {
        var (reference, person) = await SentReferral();
        var first = await world.Get(new GetRisk(reference), Lead);
        Assert.True(first.MayAcknowledge);
        Assert.Null(first.Currency);
        Assert.Equal(reference, first.Person.RiskToRead!.Reference);
        Assert.False(first.Person.RiskToRead.IsUpdate);
        // nobody works with the person yet: it is the lead's to read, not every caseworker's
        Assert.Null((await world.Get(new GetRisk(reference), Caseworker)).Person.RiskToRead);
        await world.Get(new AcknowledgeRisk(Guid.NewGuid(), reference, first.Shown.Risk.VersionId), Lead);
        Assert.Null((await world.Get(new GetOverview(reference), Lead)).Person.RiskToRead);

        person.Risk = person.Risk! with { NatureOfRisk = "Worse since May", AssessedOn = new(2026, 11, 20) };
        var practitioner = await world.Get(new GetRisk(reference));
        Assert.Equal(RiskCurrency.NotCurrent, practitioner.Currency);
        await world.Get(await Share(reference, "as-is"));

        var second = await world.Get(new GetRisk(reference), Lead);
        Assert.Equal((2, 2), (second.Shown.Number, second.Versions.Count));
        Assert.Equal(("Worse since May", "Harm when drunk"), (Nature(second.Shown), Nature(second.Before!)));
        Assert.True(second.Person.RiskToRead!.IsUpdate);
        Assert.Equal(RiskCurrency.Current, (await world.Get(new GetRisk(reference))).Currency);
        Assert.Equal(
            "newer-risk-shared",
            (await world.Send(new AcknowledgeRisk(Guid.NewGuid(), reference, first.Shown.Risk.VersionId), Lead))
                .Refusal!
                .Code
        );
        await world.Get(new AcknowledgeRisk(Guid.NewGuid(), reference, second.Shown.Risk.VersionId), Caseworker);
        await world.Get(new AcknowledgeRisk(Guid.NewGuid(), reference, second.Shown.Risk.VersionId), Lead);
        var read = await world.Get(new GetRisk(reference));
        Assert.Equal(["s-case", "s-lead"], read.Shown.Acknowledgements.Select(a => a.By.AccountId));
        Assert.Equal("Harm when drunk", Nature((await world.Get(new GetRisk(reference, 1), Caseworker)).Shown));
        Assert.Equal("not-found", (await world.Send(new GetRisk(reference, 3), Lead)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetRisk(reference, 0), Lead)).Refusal!.Code);
    }

    [Fact]
    public async Task Each_side_may_do_its_own_part_only()
    {
        var (reference, _) = await SentReferral();
        var version = (await world.Get(new GetRisk(reference))).Shown.Risk.VersionId;
        var share = await Share(reference, "edit");
        var contact = await Contact(reference, "Mornings");

        Assert.Equal(
            "not-permitted",
            (await world.Send(new AcknowledgeRisk(Guid.NewGuid(), reference, version))).Refusal!.Code
        );
        Assert.Equal("not-permitted", (await world.Send(share, Lead)).Refusal!.Code);
        Assert.Equal("not-permitted", (await world.Send(contact, Lead)).Refusal!.Code);
        Assert.Equal("not-permitted", (await world.Send(new GetRiskToShare(reference), Caseworker)).Refusal!.Code);
        var foreign = Supplier("s-other", Role.SupplierLead) with { Contracts = [] };
        Assert.Equal("not-found", (await world.Send(new GetRisk(reference), foreign)).Refusal!.Code);
        Assert.Equal(
            "not-found",
            (await world.Send(new AcknowledgeRisk(Guid.NewGuid(), reference, version), foreign)).Refusal!.Code
        );
        Assert.False((await world.Get(new GetSafeContactVersions(reference), Lead)).MayAmend);
    }

    [Fact]
    public async Task Sharing_must_be_chosen_confirmed_and_new()
    {
        var (reference, _) = await SentReferral();

        Assert.Equal(
            ["Choice", "Acknowledged"],
            (await world.Send(await Share(reference, "both") with { Acknowledged = false })).Refusals.Select(r =>
                r.Field
            )
        );
        Assert.Equal("risk-unchanged", (await world.Send(await Share(reference, "as-is"))).Refusal!.Code);
        await world.Get(await Share(reference, "edit") with { WhoIsAtRisk = "My words", Suicide = " " });

        var again = await world.Get(new GetRiskToShare(reference));
        Assert.Equal(("My words", null), (again.Edits.WhoIsAtRisk, again.Edits.Suicide));
        Assert.Equal("Known adults", again.Basis.Originals.WhoIsAtRisk);
        Assert.True(again.Before.Edited);
    }

    [Fact]
    public async Task What_changed_while_the_form_was_open_is_read_first()
    {
        var (reference, person) = await SentReferral();
        var mine = await Share(reference, "edit") with { AdditionalInformation = "Angry today" };
        person.Registrations =
        [
            new("STLK", "Stalking", "Register", RegistrationKind.Stalking, new(2026, 11, 20), null),
        ];
        Assert.Equal("risk-changed", (await world.Send(mine)).Refusal!.Code);

        var late = await Share(reference, "as-is") with { AdditionalInformation = "Second" };
        await world.Get(await Share(reference, "as-is") with { AdditionalInformation = "First" });
        Assert.Equal("risk-shared-meanwhile", (await world.Send(late)).Refusal!.Code);
        var theirs = await world.Get(new GetRiskToShare(reference));
        Assert.Equal(
            ("First", "Joan Sender", world.Clock.Now),
            (theirs.Before.Texts.AdditionalInformation, theirs.SharedBy, theirs.SharedAt)
        );
        Assert.Equal(2, (await world.Get(new GetRisk(reference))).Versions.Count);
    }

    [Fact]
    public async Task What_is_known_can_be_shared_while_a_neighbour_is_silent_and_is_not_called_current()
    {
        var (reference, _) = await SentReferral();
        world.Risks.Fault = NeighbourFault.Down;
        var form = await world.Get(new GetRiskToShare(reference));
        await world.Get(await Share(reference, "as-is") with { AdditionalInformation = "Made threats this morning" });
        var shown = await world.Get(new GetRisk(reference));
        world.Risks.Fault = null;

        Assert.Equal(["Assess Risks and Needs"], form.Silent);
        Assert.Equal(form.Before.Sources!.AssessmentReadAt, form.Basis.Sources.AssessmentReadAt);
        Assert.Equal(
            ("Known adults", "Made threats this morning"),
            (shown.Shown.Risk.Texts.WhoIsAtRisk, shown.Shown.Risk.Texts.AdditionalInformation)
        );
        Assert.Equal(RiskCurrency.Unknown, shown.Currency);
        Assert.Equal(Domain.RiskScreen.RoshLevel.Unknown, shown.Shown.Risk.Overall);
        // it answers again, and says what was shared before it fell silent
        Assert.Equal(RiskCurrency.Current, (await world.Get(new GetRisk(reference))).Currency);
    }

    [Fact]
    public async Task Whether_a_withheld_assessment_exists_is_not_known_while_the_source_is_silent()
    {
        var person = world.NewPerson();
        world.Risks.Withheld.Add(person.Crn);
        var draft = await world.CompleteDraft(person: person);
        var reference = (await world.Get(new Application.Referring.SendReferral(draft, Guid.NewGuid()))).Reference;
        world.Risks.Fault = NeighbourFault.Down;

        var form = await world.Get(new GetRiskToShare(reference));

        world.Risks.Fault = null;
        Assert.Equal(RiskAvailability.Unavailable, form.Basis.Availability);
    }

    [Fact]
    public async Task What_was_sent_while_a_source_was_silent_is_not_current_once_it_answers()
    {
        world.Registers.Fault = NeighbourFault.Down;
        var (reference, _) = await SentReferral();
        var silent = await world.Get(new GetRisk(reference));
        var unread = await world.Get(new GetOverview(reference), Lead);
        world.Registers.Fault = null;
        var answered = await world.Get(new GetRisk(reference));
        await world.Get(await Share(reference, "as-is"));

        Assert.Equal(RiskCurrency.Unknown, silent.Currency);
        Assert.Equal(RiskCurrency.NotCurrent, answered.Currency);
        Assert.Equal(RiskCurrency.Current, (await world.Get(new GetRisk(reference))).Currency);
        // no flag is shown as nothing registered only once the registers have been read
        Assert.Empty(unread.Watch.RiskFlags);
        Assert.True(unread.Watch.AreRegistrationsUnknown);
        Assert.False((await world.Get(new GetOverview(reference), Lead)).Watch.AreRegistrationsUnknown);
    }

    [Fact]
    public async Task A_replay_shares_once()
    {
        var (reference, _) = await SentReferral();
        var share = await Share(reference, "as-is") with { AdditionalInformation = "Once" };
        await world.Get(share);
        await world.Get(share);
        Assert.Equal(2, (await world.Get(new GetRisk(reference))).Versions.Count);
    }

    [Fact]
    public async Task Safe_contact_is_changed_by_the_practitioner_and_stands_above_every_page()
    {
        var (reference, _) = await SentReferral();
        Assert.False((await world.Get(new GetOverview(reference), Lead)).Person.SafeContact!.SaysSomething);
        var stale = await Contact(reference, "Afternoons");

        await world.Get(await Contact(reference, "Mornings"));

        Assert.Equal("safe-contact-changed-meanwhile", (await world.Send(stale)).Refusal!.Code);
        Assert.Equal("unchanged", (await world.Send(await Contact(reference, "Mornings"))).Refusal!.Code);
        Assert.Equal("Mornings", (await world.Get(new GetOverview(reference), Lead)).Person.SafeContact!.SafeTimes);
        var versions = await world.Get(new GetSafeContactVersions(reference), Caseworker);
        Assert.Equal(["Mornings", null], versions.Versions.Select(v => v.Said.SafeTimes));
        Assert.Equal("answer-missing", (await world.Send(await Contact(reference, " "))).Refusal!.Code);
    }

    [Fact]
    public async Task The_overview_shows_flags_and_that_risk_is_to_be_read()
    {
        var (reference, _) = await SentReferral(person =>
            person.Registrations = [
                new(
                    "ADVP",
                    "Domestic abuse",
                    "Register",
                    RegistrationKind.DomesticAbusePerpetrator,
                    new(2026, 1, 1),
                    null
                ),
                new("WEAP", "Weapons", "Register", RegistrationKind.Other, new(2026, 1, 1), null),
            ]
        );
        var overview = await world.Get(new GetOverview(reference), Lead);
        Assert.Equal([RegistrationKind.DomesticAbusePerpetrator], overview.Watch.RiskFlags);
        Assert.Null(overview.Watch.RiskMovedOnAt);
        Assert.False(overview.Watch.AreRegistrationsUnknown);
    }

    [Fact]
    public void The_caseworker_is_told_and_before_there_is_one_the_mailbox()
    {
        var sent = new CaseLists.SentReferral().ToEvent(world.Clock.Now);
        var by = new StaffMember("p-1", "Joan Sender", null);
        var shared = new RiskShared(by, world.Clock.Now, sent.Risk);
        var changed = new SafeContactAmended(by, world.Clock.Now, null, SafeContactStatement.NothingToSay);
        var referral = Referral.Fold([sent])!;
        Assert.Equal(
            new Notice(NoticeKind.RiskUpdated, new NoticeRecipient.Mailbox(sent.Service.Id)),
            Assert.Single(NotificationPolicy.For(shared, referral))
        );
        var caseworker = new StaffMember("s-case", "Casey", null);
        var assigned = Referral.Apply(
            referral,
            new Domain.Allocation.CaseworkerAssigned(by, world.Clock.Now, caseworker, null)
        );
        Assert.Equal(
            [NoticeKind.RiskUpdated, NoticeKind.SafeContactChanged],
            new IReferralEvent[] { shared, changed }
                .SelectMany(e => NotificationPolicy.For(e, assigned))
                .Where(notice => notice.Recipient == new NoticeRecipient.Caseworker(caseworker))
                .Select(notice => notice.Kind)
        );
    }

    private static string? Nature(SharedVersion version) => version.Risk.Texts.NatureOfRisk;

    private async Task<(string Reference, InventedCase Person)> SentReferral(Action<InventedCase>? change = null)
    {
        var person = world.NewPerson();
        change?.Invoke(person);
        var draft = await world.CompleteDraft(person: person);
        var sent = await world.Get(new Application.Referring.SendReferral(draft, Guid.NewGuid()));
        return (sent.Reference, person);
    }

    private async Task<ShareRisk> Share(string reference, string choice)
    {
        var form = await world.Get(new GetRiskToShare(reference));
        return new(
            Guid.NewGuid(),
            reference,
            form.Shown,
            choice,
            form.Edits.WhoIsAtRisk,
            form.Edits.NatureOfRisk,
            form.Edits.RiskImminence,
            form.Edits.SelfHarm,
            form.Edits.Suicide,
            form.Edits.HostelSetting,
            form.Edits.Vulnerability,
            form.Before.Texts.AdditionalInformation,
            [],
            Acknowledged: true
        );
    }

    private async Task<AmendSafeContact> Contact(string reference, string times)
    {
        var form = await world.Get(new GetSafeContactVersions(reference));
        return new(Guid.NewGuid(), reference, form.Shown, "yes", times, null, null, null, null);
    }

    private Viewer Supplier(string id, Role role) =>
        new(
            id,
            id,
            id,
            $"{id}@supplier.example",
            role,
            world.Single.Supplier.Id,
            null,
            null,
            [world.Single.Contract.Id]
        );
}
