using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Tests.Referring;

/// <summary>Answers the sections of a draft as a practitioner would: reads the page, then posts what it showed with the answers.</summary>
internal static class DraftAnswering
{
    /// <summary>A draft from which nothing is missing.</summary>
    public static async Task<DraftId> CompleteDraft(
        this ReferringWorld world,
        CatalogueService? service = null,
        InventedCase? person = null
    )
    {
        var listed = service ?? world.Single;
        var draft = await world.Start(person ?? world.NewPerson(), listed);
        await world.Get(await world.Practitioner(draft));
        await world.AnswerCommon(draft, listed);
        return draft;
    }

    /// <summary>Every section that all kinds of referral have.</summary>
    public static async Task AnswerCommon(this ReferringWorld world, DraftId draft, CatalogueService listed)
    {
        await world.Get(await world.PersonalDetails(draft));
        await world.Get(await world.Risk(draft, "as-is"));
        await world.Get(await world.SafeContact(draft));
        await world.Get(await world.Needs(draft));
        await world.Get(await world.Sentence(draft, "101"));
        var categories = listed.Categories.Where(c => c.Outcomes.Count > 0).Take(2).ToList();
        if (listed.Categories.Count > 1)
            await world.Get(await world.Types(draft, [.. categories.Select(c => c.Id)]));
        foreach (var category in categories)
        {
            await world.Get(await world.Outcomes(draft, category));
            await world.Get(await world.Complexity(draft, category));
        }
        await world.Get(await world.Days(draft, "12"));
        await world.Get(await world.Completion(draft, "1", "March", "2027"));
        await world.Get(await world.Reason(draft, "To find a home", "Safe to ring after six"));
    }

    /// <summary>The event a sent referral began with, as stored.</summary>
    public static Task<ReferralSent> Sent(this ReferringWorld world, SentReferral sent) =>
        world.FirstEvent(sent.Reference);

    public static async Task<SavePractitionerDetails> Practitioner(
        this ReferringWorld world,
        DraftId draft,
        Viewer? viewer = null
    )
    {
        var page = await world.Get(new GetPractitionerDetails(draft), viewer);
        return new(
            draft,
            Guid.NewGuid(),
            page.Head.Shown,
            page.Name.Value,
            page.Email.Value,
            page.Phone.Value,
            page.Pdu.Value,
            page.Office.Value,
            page.TeamPhone.Value
        );
    }

    public static async Task<ReviewPersonalDetails> PersonalDetails(this ReferringWorld world, DraftId draft) =>
        new(draft, Guid.NewGuid(), (await world.Get(new GetPersonalDetails(draft))).Head.Shown);

    public static async Task<SaveRiskInformation> Risk(
        this ReferringWorld world,
        DraftId draft,
        string? choice,
        bool acknowledged = true
    )
    {
        var page = await world.Get(new GetRiskInformation(draft));
        var edits = page.Edits;
        return new(
            draft,
            Guid.NewGuid(),
            page.Head.Shown,
            choice,
            edits.WhoIsAtRisk,
            edits.NatureOfRisk,
            edits.RiskImminence,
            edits.SelfHarm,
            edits.Suicide,
            edits.HostelSetting,
            edits.Vulnerability,
            page.AdditionalInformation,
            page.LeftOut,
            acknowledged
        );
    }

    public static async Task<SaveSafeContact> SafeContact(this ReferringWorld world, DraftId draft, string any = "no")
    {
        var page = await world.Get(new GetSafeContact(draft));
        var texts = page.Texts;
        return new(
            draft,
            Guid.NewGuid(),
            page.Head.Shown,
            any,
            texts.SafeTimes,
            texts.SafeWays,
            texts.MustNotKnow,
            texts.StaffSafety,
            texts.ExclusionZones
        );
    }

    public static async Task<SaveNeeds> Needs(this ReferringWorld world, DraftId draft)
    {
        var page = await world.Get(new GetNeeds(draft));
        return new(
            draft,
            Guid.NewGuid(),
            page.Head.Shown,
            page.AccessibilityNeeds,
            page.AdditionalNeeds,
            page.NeedsInterpreter ?? "no",
            page.InterpreterLanguage,
            page.HasResponsibilities ?? "no",
            page.WhenUnavailable
        );
    }

    public static async Task<SaveSentence> Sentence(this ReferringWorld world, DraftId draft, string? id) =>
        new(draft, Guid.NewGuid(), (await world.Get(new GetSentence(draft))).Head.Shown, id);

    public static async Task<SaveServiceTypes> Types(
        this ReferringWorld world,
        DraftId draft,
        IReadOnlyList<ServiceCategoryId> categories
    ) =>
        new(
            draft,
            Guid.NewGuid(),
            (await world.Get(new GetServiceTypes(draft))).Head.Shown,
            [.. categories.Select(c => c.ToString())]
        );

    public static async Task<SaveOutcomes> Outcomes(
        this ReferringWorld world,
        DraftId draft,
        CatalogueCategory category,
        int first = 1
    ) =>
        new(
            draft,
            Guid.NewGuid(),
            (await world.Get(new GetOutcomes(draft, category.Id))).Head.Shown,
            category.Id,
            [.. category.Outcomes.Take(first).Select(o => o.Id.ToString())]
        );

    public static async Task<SaveComplexity> Complexity(
        this ReferringWorld world,
        DraftId draft,
        CatalogueCategory category
    ) =>
        new(
            draft,
            Guid.NewGuid(),
            (await world.Get(new GetComplexity(draft, category.Id))).Head.Shown,
            category.Id,
            category.ComplexityLevels[0].Id.ToString()
        );

    public static async Task<SaveEnforceableDays> Days(this ReferringWorld world, DraftId draft, string? days) =>
        new(draft, Guid.NewGuid(), (await world.Get(new GetEnforceableDays(draft))).Head.Shown, days);

    public static async Task<SaveCompletionDate> Completion(
        this ReferringWorld world,
        DraftId draft,
        string? day,
        string? month = null,
        string? year = null
    ) => new(draft, Guid.NewGuid(), (await world.Get(new GetCompletionDate(draft))).Head.Shown, day, month, year);

    public static async Task<SaveReason> Reason(
        this ReferringWorld world,
        DraftId draft,
        string? reason,
        string? further
    ) => new(draft, Guid.NewGuid(), (await world.Get(new GetReason(draft))).Head.Shown, reason, further);
}
