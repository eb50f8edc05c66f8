using RefMon.Domain;

namespace RefMon.Application.Access;

/// <summary>
/// What a request turned out to be about, where only its handler learns it: whom a CRN belongs to, which draft was made. The
/// pipeline writes it as the audit's subject of a request that does not name one itself, whether or not it was refused.
/// </summary>
public sealed class AuditSubject
{
    /// <summary>A person's or a draft's id; null when nothing was found.</summary>
    public string? Found { get; private set; }

    /// <summary>It is about this person.</summary>
    public void Is(PersonId person) => Found = person.Value.ToString();

    /// <summary>It is about this draft.</summary>
    public void Is(DraftId draft) => Found = draft.Value.ToString();

    /// <summary>Forgets what another request of the same scope was about.</summary>
    internal void Clear() => Found = null;
}
