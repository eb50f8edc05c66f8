using System.Text.Json.Serialization;

namespace RefMon.Domain;

/// <summary>A referral; also the id of its event stream.</summary>
[JsonConverter(typeof(GuidIdConverter<ReferralId>))]
public readonly record struct ReferralId(Guid Value) : IGuidId<ReferralId>
{
    static ReferralId IGuidId<ReferralId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A draft of a referral, until it is sent.</summary>
[JsonConverter(typeof(GuidIdConverter<DraftId>))]
public readonly record struct DraftId(Guid Value) : IGuidId<DraftId>
{
    static DraftId IGuidId<DraftId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A person on probation, whatever CRNs they have had.</summary>
[JsonConverter(typeof(GuidIdConverter<PersonId>))]
public readonly record struct PersonId(Guid Value) : IGuidId<PersonId>
{
    static PersonId IGuidId<PersonId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A commissioned service as listed.</summary>
[JsonConverter(typeof(GuidIdConverter<ServiceId>))]
public readonly record struct ServiceId(Guid Value) : IGuidId<ServiceId>
{
    static ServiceId IGuidId<ServiceId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A contract between the department and a supplier.</summary>
[JsonConverter(typeof(GuidIdConverter<ContractId>))]
public readonly record struct ContractId(Guid Value) : IGuidId<ContractId>
{
    static ContractId IGuidId<ContractId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A supplier (service provider).</summary>
[JsonConverter(typeof(GuidIdConverter<SupplierId>))]
public readonly record struct SupplierId(Guid Value) : IGuidId<SupplierId>
{
    static SupplierId IGuidId<SupplierId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A service category, for example accommodation.</summary>
[JsonConverter(typeof(GuidIdConverter<ServiceCategoryId>))]
public readonly record struct ServiceCategoryId(Guid Value) : IGuidId<ServiceCategoryId>
{
    static ServiceCategoryId IGuidId<ServiceCategoryId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A desired outcome of a service category.</summary>
[JsonConverter(typeof(GuidIdConverter<DesiredOutcomeId>))]
public readonly record struct DesiredOutcomeId(Guid Value) : IGuidId<DesiredOutcomeId>
{
    static DesiredOutcomeId IGuidId<DesiredOutcomeId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A complexity level of a service category.</summary>
[JsonConverter(typeof(GuidIdConverter<ComplexityLevelId>))]
public readonly record struct ComplexityLevelId(Guid Value) : IGuidId<ComplexityLevelId>
{
    static ComplexityLevelId IGuidId<ComplexityLevelId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>An appointment; it keeps its id when it is moved.</summary>
[JsonConverter(typeof(GuidIdConverter<AppointmentId>))]
public readonly record struct AppointmentId(Guid Value) : IGuidId<AppointmentId>
{
    static AppointmentId IGuidId<AppointmentId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>An activity in an action plan.</summary>
[JsonConverter(typeof(GuidIdConverter<ActivityId>))]
public readonly record struct ActivityId(Guid Value) : IGuidId<ActivityId>
{
    static ActivityId IGuidId<ActivityId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>One press of a button; a repeat carries the same id.</summary>
[JsonConverter(typeof(GuidIdConverter<CommandId>))]
public readonly record struct CommandId(Guid Value) : IGuidId<CommandId>
{
    static CommandId IGuidId<CommandId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>One shared version of the risk information.</summary>
[JsonConverter(typeof(GuidIdConverter<RiskVersionId>))]
public readonly record struct RiskVersionId(Guid Value) : IGuidId<RiskVersionId>
{
    static RiskVersionId IGuidId<RiskVersionId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A case note.</summary>
[JsonConverter(typeof(GuidIdConverter<CaseNoteId>))]
public readonly record struct CaseNoteId(Guid Value) : IGuidId<CaseNoteId>
{
    static CaseNoteId IGuidId<CaseNoteId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A message between the two sides.</summary>
[JsonConverter(typeof(GuidIdConverter<MessageId>))]
public readonly record struct MessageId(Guid Value) : IGuidId<MessageId>
{
    static MessageId IGuidId<MessageId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>An attached file.</summary>
[JsonConverter(typeof(GuidIdConverter<AttachmentId>))]
public readonly record struct AttachmentId(Guid Value) : IGuidId<AttachmentId>
{
    static AttachmentId IGuidId<AttachmentId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>A group that meets for sessions, of one supplier.</summary>
[JsonConverter(typeof(GuidIdConverter<SessionGroupId>))]
public readonly record struct SessionGroupId(Guid Value) : IGuidId<SessionGroupId>
{
    static SessionGroupId IGuidId<SessionGroupId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}
