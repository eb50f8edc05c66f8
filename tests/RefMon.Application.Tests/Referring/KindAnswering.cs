using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using ReturnReferral = RefMon.Application.Endings.ReturnReferral;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>Answers the sections that only some kinds of referral have.</summary>
internal static class KindAnswering
{
    /// <summary>A person of this kind, by nDelius and by the prison service.</summary>
    public static InventedCase PersonOf(this ReferringWorld world, ReferralKind kind) =>
        kind switch
        {
            ReferralKind.Community => world.NewPerson(),
            ReferralKind.PreRelease => world.NewPerson().InPrison(new(2027, 1, 29), confirmed: true),
            ReferralKind.UnallocatedReleasing => world.NewPerson().InPrison(new(2027, 1, 29), allocated: false),
            ReferralKind.UnallocatedStaying => world.NewPerson().InPrison(allocated: false),
        };

    /// <summary>A draft of this kind from which nothing is missing.</summary>
    public static async Task<DraftId> CompleteDraftOf(
        this ReferringWorld world,
        ReferralKind kind,
        CatalogueService? service = null,
        InventedCase? person = null
    )
    {
        var listed = service ?? world.Single;
        var draft = await world.Start(person ?? world.PersonOf(kind), listed);
        await world.Get(await world.Kind(draft, kind));
        await world.AnswerKind(draft, kind);
        await world.AnswerCommon(draft, listed);
        return draft;
    }

    /// <summary>Every section that the kind has and another has not.</summary>
    public static async Task AnswerKind(this ReferringWorld world, DraftId draft, ReferralKind kind)
    {
        if (kind.IsInCustody())
            await world.Get(await world.Prison(draft, "AAA"));
        if (kind.HasRelease())
            await world.Get(await world.Release(draft, "prison"));
        if (kind is ReferralKind.UnallocatedReleasing)
            await world.Get(await world.Office(draft));
        if (kind.IsUnallocated())
            await world.Get(await world.Contact(draft));
        else
            await world.Get(await world.Practitioner(draft));
        await world.Get(await world.Urgent(draft, "none"));
    }

    public static async Task<SaveKind> Kind(this ReferringWorld world, DraftId draft, ReferralKind? kind) =>
        new(draft, Guid.NewGuid(), (await world.Get(new GetKind(draft))).Head.Shown, kind?.ToString());

    public static async Task<SavePrison> Prison(this ReferringWorld world, DraftId draft, string? code) =>
        new(draft, Guid.NewGuid(), (await world.Get(new GetPrison(draft))).Head.Shown, code);

    public static async Task<SaveReleaseDate> Release(
        this ReferringWorld world,
        DraftId draft,
        string? choice,
        string? day = null,
        string? confidence = null,
        string? reason = null
    ) =>
        new(
            draft,
            Guid.NewGuid(),
            (await world.Get(new GetReleaseDate(draft))).Head.Shown,
            choice,
            day,
            null,
            null,
            confidence,
            reason
        );

    public static async Task<SaveExpectedOffice> Office(
        this ReferringWorld world,
        DraftId draft,
        string? choice = "known",
        string? reason = null
    )
    {
        var page = await world.Get(new GetExpectedOffice(draft));
        return new(draft, Guid.NewGuid(), page.Head.Shown, choice, page.Options[0].Value, reason);
    }

    public static async Task<SaveMainContact> Contact(this ReferringWorld world, DraftId draft)
    {
        var page = await world.Get(new GetMainContact(draft));
        return new(
            draft,
            Guid.NewGuid(),
            page.Head.Shown,
            "Morgan Keyes",
            "Prison offender manager",
            "morgan.keyes@justice.gov.uk",
            "+44 20 7946 0123",
            "establishment",
            page.Establishment ?? page.Establishments[0],
            page.Offices[0]
        );
    }

    public static async Task<SaveUrgency> Urgent(
        this ReferringWorld world,
        DraftId draft,
        string? urgency,
        string? words = null,
        string? whyNow = null
    ) => new(draft, Guid.NewGuid(), (await world.Get(new GetUrgency(draft))).Head.Shown, urgency, words, whyNow);

    public static async Task<IReadOnlyList<DraftTask>> Tasks(this ReferringWorld world, DraftId draft) =>
        [.. (await world.Get(new GetDraft(draft))).Groups.SelectMany(group => group.Tasks)];

    /// <summary>Sends a complete draft, and lets the service's supplier return it; its reference.</summary>
    public static async Task<string> SendAndReturn(
        this ReferringWorld world,
        DraftId draft,
        CatalogueService? service = null
    )
    {
        var listed = service ?? world.Single;
        var reference = (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference;
        await world.Get(
            new ReturnReferral(Guid.NewGuid(), reference, ReturnReason.CannotMeetTheNeed, "No space before spring"),
            LeadOf(listed)
        );
        return reference;
    }

    /// <summary>A team lead of the service's supplier.</summary>
    public static Viewer LeadOf(CatalogueService service) =>
        new(
            $"lead-{service.Id}",
            $"lead.{service.Id}",
            "Lena Lead",
            null,
            Role.SupplierLead,
            service.Supplier.Id,
            service.Supplier.Name,
            null,
            [service.Contract.Id]
        );
}
