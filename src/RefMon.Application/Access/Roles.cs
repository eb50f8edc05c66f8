namespace RefMon.Application.Access;

/// <summary>What an account is for; an account has exactly one. Source: architecture, "People and access".</summary>
public enum Role
{
    /// <summary>Probation practitioner: refers people of their caseload and follows the referral.</summary>
    Practitioner,

    /// <summary>Probation team lead: sees the whole team's referrals.</summary>
    PractitionerLead,

    /// <summary>Supplier caseworker: delivers.</summary>
    Caseworker,

    /// <summary>Supplier team lead: allocates, and keeps the supplier's accounts.</summary>
    SupplierLead,

    /// <summary>Keeps a supplier's listings.</summary>
    ListingEditor,

    /// <summary>Reads the audit.</summary>
    Auditor,

    /// <summary>Manages accounts and memberships.</summary>
    Administrator,

    /// <summary>Keeps the system running; sees references and ids, not people.</summary>
    Operator,
}

/// <summary>One thing a role may do. Every request type declares which it needs.</summary>
public enum Permission
{
    /// <summary>Search and read the catalogue of services.</summary>
    FindServices,

    /// <summary>Start, edit, delete and send drafts.</summary>
    Refer,

    /// <summary>Read referrals that the object-level rules let the person see.</summary>
    SeeReferrals,

    /// <summary>Share risk information after sending, and say how to contact the person safely.</summary>
    ShareRisk,

    /// <summary>Confirm that one has read the risk information.</summary>
    AcknowledgeRisk,

    /// <summary>Name and change caseworkers.</summary>
    AssignCaseworkers,

    /// <summary>Send a referral back to probation.</summary>
    ReturnReferrals,

    /// <summary>Take back a referral that one sent, or that somebody of one's team sent.</summary>
    RecallReferrals,

    /// <summary>Book, move and cancel appointments, and record what came of them.</summary>
    KeepAppointments,

    /// <summary>Register colleagues of one's own supplier.</summary>
    RegisterColleagues,

    /// <summary>Write and submit action plans and end-of-service reports.</summary>
    WritePlansAndReports,

    /// <summary>Conclude a referral without its report.</summary>
    ConcludeWithoutReport,

    /// <summary>Object to action plans, withdraw referrals and close them early.</summary>
    SteerReferrals,

    /// <summary>Pause and resume referrals.</summary>
    PauseReferrals,

    /// <summary>Ask another contract's supplier to take a referral over.</summary>
    AskForTransfers,

    /// <summary>Take over referrals of other contracts' suppliers.</summary>
    AcceptTransfers,

    /// <summary>Read referrals that one's supplier handed over, as they stood then.</summary>
    SeeHandedOver,

    /// <summary>Add case notes.</summary>
    WriteNotes,

    /// <summary>Read one's own supplier's services and contracts.</summary>
    SeeOwnServices,

    /// <summary>Read the audit.</summary>
    ReadAudit,

    /// <summary>Manage accounts.</summary>
    ManageAccounts,

    /// <summary>Set the figures of deadlines for each contract type.</summary>
    SetDeadlines,

    /// <summary>See and mend subscriptions, neighbours and imports.</summary>
    Operate,

    /// <summary>Read one's own account and preferences.</summary>
    UseOwnAccount,
}

/// <summary>Which role has which permission: the first of the three gates (role, object, stage).</summary>
public static class RolePermissions
{
    private static readonly Dictionary<Role, Permission[]> Granted = new()
    {
        [Role.Practitioner] =
        [
            Permission.FindServices,
            Permission.Refer,
            Permission.SeeReferrals,
            Permission.RecallReferrals,
            Permission.ShareRisk,
            Permission.SteerReferrals,
            Permission.PauseReferrals,
            Permission.WriteNotes,
        ],
        [Role.PractitionerLead] =
        [
            Permission.FindServices,
            Permission.Refer,
            Permission.SeeReferrals,
            Permission.RecallReferrals,
            Permission.ShareRisk,
            Permission.SteerReferrals,
            Permission.PauseReferrals,
            Permission.AskForTransfers,
            Permission.WriteNotes,
        ],
        [Role.Caseworker] =
        [
            Permission.SeeReferrals,
            Permission.AssignCaseworkers,
            Permission.AcknowledgeRisk,
            Permission.KeepAppointments,
            Permission.WritePlansAndReports,
            Permission.SeeHandedOver,
            Permission.WriteNotes,
        ],
        [Role.SupplierLead] =
        [
            Permission.SeeReferrals,
            Permission.AssignCaseworkers,
            Permission.ReturnReferrals,
            Permission.AcknowledgeRisk,
            Permission.KeepAppointments,
            Permission.RegisterColleagues,
            Permission.SeeOwnServices,
            Permission.WritePlansAndReports,
            Permission.ConcludeWithoutReport,
            Permission.PauseReferrals,
            Permission.AcceptTransfers,
            Permission.SeeHandedOver,
            Permission.WriteNotes,
        ],
        [Role.ListingEditor] = [Permission.SeeOwnServices],
        [Role.Auditor] = [Permission.ReadAudit],
        [Role.Administrator] = [Permission.ManageAccounts, Permission.SetDeadlines],
        [Role.Operator] = [Permission.Operate],
    };

    /// <summary>True when the role has the permission. Every role may use its own account.</summary>
    public static bool Has(this Role role, Permission permission) =>
        permission == Permission.UseOwnAccount || Granted[role].Contains(permission);

    /// <summary>True for the two supplier roles that work on referrals.</summary>
    public static bool IsSupplier(this Role role) => role is Role.Caseworker or Role.SupplierLead;

    /// <summary>True for the two probation roles.</summary>
    public static bool IsProbation(this Role role) => role is Role.Practitioner or Role.PractitionerLead;
}

/// <summary>The permissions of which the sender of a request needs one. A request type without it does not run.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RequiresAttribute(params Permission[] anyOf) : Attribute
{
    /// <summary>Any one of these is enough.</summary>
    public IReadOnlyList<Permission> AnyOf { get; } = anyOf;
}

/// <summary>
/// A query that a supplier which handed the referral over may send: its handler reads the referral through
/// <see cref="CaseLists.ReferralReader"/>, which gives them nothing later than the hand-over.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OpenToFormerSupplierAttribute : Attribute;

/// <summary>A query whose successful answer is written to the audit: reading a case counts, not only changing it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AuditedReadAttribute : Attribute;

/// <summary>
/// A command that is repeated every few seconds while a person types: only its refusals are written to the audit. What it
/// writes says itself who wrote it and when, and the command that makes it count is audited.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AuditedWhenRefusedAttribute : Attribute;
