using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>A draft as stored. <paramref name="Kind"/> is null until nDelius or the practitioner has said enough.</summary>
internal sealed record Draft(
    DraftId Id,
    PersonId PersonId,
    string Crn,
    string? TypedCrn,
    ServiceId ServiceId,
    ReferralKind? Kind,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Version,
    DraftAnswers Answers,
    DraftSources Sources
)
{
    private static readonly Dictionary<string, DraftTyped> NothingTyped = [];

    /// <summary>The team its author worked in when it was begun, to which it is open; null: to its author alone.</summary>
    public string? Team { get; init; }

    /// <summary>Whoever worked on it last, at <see cref="UpdatedAt"/>.</summary>
    public string UpdatedBy
    {
        get => field ?? CreatedBy;
        init;
    }

    /// <summary>What was typed and waits to be saved, by the account that typed it: nobody's stands in anybody else's boxes.</summary>
    public IReadOnlyDictionary<string, DraftTyped> TypedBy { get; init; } = NothingTyped;

    /// <summary>The section to go on with, by its address; null before the first save.</summary>
    public string? LastSection { get; init; }

    public DraftTyped TypedOf(string account) => TypedBy.GetValueOrDefault(account, DraftTyped.None);

    public Draft WithTyped(string account, DraftTyped typed) =>
        this with
        {
            TypedBy = new Dictionary<string, DraftTyped>(TypedBy) { [account] = typed },
        };

    /// <summary>Everybody who began it, answered or typed.</summary>
    public IEnumerable<string> Accounts =>
        Answers
            .Fields.Values.Select(answer => answer.SavedBy)
            .Concat(TypedBy.Keys)
            .Append(CreatedBy)
            .Append(UpdatedBy)
            .Distinct(StringComparer.Ordinal);
}

/// <summary>
/// A draft with what is needed to ask, check and send: its service as listed now, today's date, and who has it open.
/// <paramref name="OtherNames"/> are the names of categories answered about that the service does not list any more.
/// </summary>
internal sealed record OpenDraft(
    Draft Draft,
    CatalogueService Service,
    DateTimeOffset Now,
    DateOnly Today,
    Viewer Viewer,
    IReadOnlyDictionary<Guid, string>? OtherNames = null
)
{
    /// <summary>What the person's referrals that the viewer may see say about contacting them safely.</summary>
    public IReadOnlyList<SafeContactSaid> SafeContacts { get; init; } = [];

    /// <summary>The names of others who worked on the draft, by account.</summary>
    public IReadOnlyDictionary<string, string> StaffNames { get; init; } = StaffAccounts.Nobody;

    /// <summary>What the viewer typed and did not save.</summary>
    public DraftTyped Typed => Draft.TypedOf(Viewer.AccountId);

    public DraftAuthors Authors =>
        new(HandOf(Draft.CreatedBy, Draft.CreatedAt), HandOf(Draft.UpdatedBy, Draft.UpdatedAt));

    public DraftHand HandOf(string account, DateTimeOffset at) =>
        new(
            account == Viewer.AccountId ? Viewer.Name : StaffNames.GetValueOrDefault(account, StaffAccounts.Unnamed),
            account == Viewer.AccountId,
            at
        );

    public DraftAnswers Answers => Draft.Answers;

    public ReferralKind? Kind => Draft.Kind;

    public DraftSources Sources => Draft.Sources;

    public ProbationPerson Person => Sources.Person.Value;

    /// <summary>The categories that can be asked for: one whose outcomes are all closed cannot.</summary>
    public IReadOnlyList<CatalogueCategory> Offered => [.. Service.Categories.Where(c => c.Outcomes.Count > 0)];

    /// <summary>True when the practitioner chooses among several categories.</summary>
    public bool IsCohort => Offered.Count > 1;

    /// <summary>The categories asked for: the only one, or those ticked that the contract still has.</summary>
    public IReadOnlyList<CatalogueCategory> Chosen => ChosenBy(Answers);

    public IReadOnlyList<CatalogueCategory> ChosenBy(DraftAnswers answers)
    {
        if (!IsCohort)
            return Offered;
        var ids = answers.Ids(ServiceTypesSection.Categories);
        return [.. Offered.Where(category => ids.Contains(category.Id.Value))];
    }

    /// <summary>True when somebody else than the practitioner or main contact has the draft open: then they are the back-up contact.</summary>
    public bool ViewerIsBackUp =>
        Kind is { } kind && kind.IsUnallocated()
            ? !string.Equals(Answers[MainContactSection.Email], Viewer.Email, StringComparison.OrdinalIgnoreCase)
            : !string.Equals(Sources.Officer.Value.Username, Viewer.UserName, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same draft with other answers, and so perhaps of another kind.</summary>
    public OpenDraft With(DraftAnswers answers) =>
        this with
        {
            Draft = Draft with { Answers = answers, Kind = KindSection.Chosen(answers) ?? Draft.Kind },
        };

    /// <summary>A category's name, also when the service does not list it any more.</summary>
    public string NameOf(Guid category) =>
        Service.Categories.FirstOrDefault(c => c.Id.Value == category)?.Name
        ?? OtherNames?.GetValueOrDefault(category)
        ?? "a service type that is no longer listed";

    public DraftBanner Banner =>
        new(
            Draft.Id,
            Person.FullName,
            Draft.Crn,
            Person.DateOfBirth,
            Person.AgeOn(Today),
            Service.Id,
            Service.Title,
            Service.Supplier.Name,
            Service.Contract.TypeName,
            Service.Contract.IsOpen(Now),
            Kind,
            KindSection.Location(this),
            NoLongerAsked.JustRemoved(this),
            NoLongerAsked.Withdrawn(this)
        )
        {
            SafeContact = SafeContactSection.Statement(Answers) is { SaysSomething: true } said ? said : null,
        };
}

/// <summary>
/// What stands above every page of a draft: the person and the service. When <paramref name="ServiceIsOpen"/> is false
/// the contract has closed since the draft was started, and the draft cannot be sent. <paramref name="Kind"/> is null
/// until it is decided. <paramref name="Removed"/> says what the latest save took out because it no longer applies;
/// <paramref name="Withdrawn"/> names the service types answered about that this service no longer offers.
/// </summary>
public sealed record DraftBanner(
    DraftId Id,
    string PersonName,
    string Crn,
    DateOnly DateOfBirth,
    int Age,
    ServiceId ServiceId,
    string ServiceTitle,
    string SupplierName,
    string ContractTypeName,
    bool ServiceIsOpen,
    ReferralKind? Kind,
    string Location,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Withdrawn
)
{
    /// <summary>How to contact the person safely, as the draft has it; null when there is nothing to say.</summary>
    public SafeContactStatement? SafeContact { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(DraftBanner)} {Id}";
}
