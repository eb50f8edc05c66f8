using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Application.Tests.Referring;

/// <summary>A form whose answers were changed elsewhere, after both were shown: what it says is kept.</summary>
internal static class RenewedForm
{
    public static async Task<ISectionSave> Of(
        ReferringWorld world,
        DraftId draft,
        ISectionSave form,
        IReadOnlyList<Refusal> refusals
    )
    {
        var id = Guid.NewGuid();
        return form switch
        {
            SaveNeeds f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetNeeds(draft))).Head, "needs"),
            },
            SaveUrgency f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetUrgency(draft))).Head, "urgency"),
            },
            SaveReleaseDate f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetReleaseDate(draft))).Head, "release-date"),
            },
            SaveExpectedOffice f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetExpectedOffice(draft))).Head, "expected-office"),
            },
            SaveMainContact f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetMainContact(draft))).Head, "main-contact"),
            },
            SaveSafeContact f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetSafeContact(draft))).Head, "safe-contact"),
            },
            SaveRiskInformation f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetRiskInformation(draft))).Head, "risk"),
            },
            _ => form,
        };

        string Shown(SectionHead head, string section) => head.ShownAfter(form.Shown, section, refusals);
    }
}
