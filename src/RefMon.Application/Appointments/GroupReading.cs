using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>Reads which group a session is with: one that there is, or a new one by its name.</summary>
internal static class GroupReading
{
    private const int LongestName = 60;

    /// <summary>Null for the group that meets then without a name. <paramref name="asked"/> says when and where, as far as that could be read.</summary>
    public static SessionGroup? Read(TypedSlot typed, SlotAsked asked, GroupChoices groups, List<Refusal> refusals)
    {
        var name = TypedText.Line(typed.GroupName);
        var chosen = groups.Named.FirstOrDefault(g => g.Group.Id.ToString() == typed.Group)?.Group;
        var refusal = (typed.Group, name) switch
        {
            (null or "", null) => new Refusal(
                "group-missing",
                "GroupName",
                groups.Named.Count == 0
                    ? "Enter a name for the group"
                    : "Select the group, or enter a name for a new one"
            ),
            (null or "", { } given) => RefuseName(given, groups),
            (_, not null) => new(
                "group-contradicts",
                "GroupName",
                "Select a group, or enter a name for a new one, not both"
            ),
            (TypedSlot.Unnamed, null) => refusals.Count > 0 || groups.Unnamed.Any(g => Meets(g, asked))
                ? null
                : new(
                    "group-not-then",
                    "Group",
                    "No group without a name meets at this time and place. Select another, or enter a name for a new one"
                ),
            _ => chosen is null
                ? new("group-gone", "Group", "Select the group again, or enter a name for a new one")
                : null,
        };
        if (refusal is not null)
            refusals.Add(refusal);
        return chosen ?? (name is null ? null : new(new(Guid.CreateVersion7()), name));
    }

    private static Refusal? RefuseName(string name, GroupChoices groups) =>
        TypedText.TooManyBy(name, LongestName) > 0
            ? new("answer-too-long", "GroupName", "The name of the group must be 60 characters or fewer")
        : groups.Named.Any(g => string.Equals(g.Group.Name, name, StringComparison.OrdinalIgnoreCase))
            ? new(
                "group-exists",
                "GroupName",
                "There is a group with this name already. Select it from the list, or give the new one another name"
            )
        : null;

    private static bool Meets(UnnamedGroup group, SlotAsked asked) =>
        asked.StartsAt is not null
        && asked.ToSlot() is var slot
        && group == new UnnamedGroup(slot.StartsAt, slot.EndsAt, slot.Method, AppointmentSlots.PlaceOf(slot));
}
