using Npgsql;
using NpgsqlTypes;

namespace RefMon.Application.Access;

/// <summary>
/// The one place that says which referrals, drafts and people a viewer may see, as SQL. Lists add it to their own
/// conditions; the pipeline runs it for a single referral. Today's rules apply to every past view.
/// </summary>
/// <remarks>
/// Probation: the sender, the responsible officer, the officer's team, and whoever nDelius lists the person with.
/// Supplier: accounts on the referral's contract, unless it was recalled; a person under restriction only for the
/// supplier's leads and the caseworkers named on the referral. Limited access (restriction, exclusion) comes on top for
/// everyone: a person about whom nDelius has not answered, or whom it no longer knows, is hidden.
/// A supplier that handed a referral over keeps its record up to then (<see cref="ForHandedOver"/>), by the rules it had
/// the referral under; the lead of a supplier that was asked to take one over sees that it waits, not whom it is about.
/// </remarks>
public static class AccessPredicate
{
    /// <summary>
    /// A condition on a table with the columns of <c>case_list_row</c> under the given alias. Parameters are named and
    /// must be added with <see cref="AddParameters"/>.
    /// </summary>
    public static string ForReferrals(Viewer viewer, string alias) =>
        viewer.Role switch
        {
            Role.Practitioner or Role.PractitionerLead or Role.SupplierLead or Role.Caseworker => $"""
                ({Relationship(viewer, alias)} and {LimitedAccessAllows(viewer, alias)})
                """,
            Role.ListingEditor or Role.Auditor or Role.Administrator or Role.Operator => "false",
        };

    /// <summary>
    /// The part of <see cref="ForReferrals"/> that does not depend on limited access: never enough by itself to show
    /// anything, only to find out about whom nDelius must be asked again.
    /// </summary>
    public static string Relationship(Viewer viewer, string alias) =>
        viewer.Role switch
        {
            // an array, not exists: so that each alternative can use its own index
            Role.Practitioner or Role.PractitionerLead => $"""
                ({alias}.sent_by = @viewer_account
                 or {alias}.practitioner_account_id = @viewer_account
                 or {alias}.team = @viewer_team
                 or {alias}.crn = any (array(select ce.crn from caseload_entry ce where ce.user_name = @viewer_user_name)))
                """,
            Role.SupplierLead or Role.Caseworker => $"""
                ({alias}.contract_id = any (@viewer_contracts) and {alias}.conclusion is distinct from 'Recalled')
                """,
            Role.ListingEditor or Role.Auditor or Role.Administrator or Role.Operator => "false",
        };

    /// <summary>
    /// The referrals whose existence, service, dates and team a viewer may learn of without being allowed to open them: of
    /// people whom nDelius does not keep from them, so that nobody is referred twice for the same. One that was taken back was
    /// perhaps never about the person. Suppliers never learn of each other's.
    /// </summary>
    public static string KnownToExist(Viewer viewer, string alias) =>
        viewer.Role.IsProbation()
            ? $"({alias}.conclusion is distinct from 'Recalled' and {PersonVisible(alias)})"
            : "false";

    /// <summary>
    /// The referrals that probation recalled from the viewer's supplier: of these it keeps the reference and the dates, and
    /// nothing else may be read under this condition.
    /// </summary>
    public static string RecalledFrom(string alias) =>
        $"({alias}.contract_id = any (@viewer_contracts) and {alias}.conclusion = 'Recalled')";

    /// <summary>
    /// A condition on <c>handed_over_case</c>, whose columns are those of <c>case_list_row</c> as they stood at the hand-over:
    /// the accounts of the supplier that handed it over, unless it has been recalled since.
    /// </summary>
    public static string ForHandedOver(Viewer viewer, string alias) =>
        viewer.Role switch
        {
            Role.SupplierLead or Role.Caseworker => $"({ForReferrals(viewer, alias)} and not {alias}.recalled)",
            _ => "false",
        };

    /// <summary>A condition on <c>waiting_transfer</c>: leads of the supplier that was asked.</summary>
    public static string ForWaitingTransfers(Viewer viewer, string alias) =>
        viewer.Role is Role.SupplierLead
            ? $"({alias}.to_contract_id = any (@viewer_contracts) and {NotExcluded(alias)})"
            : "false";

    /// <summary>A condition on a table with a <c>crn</c> column: nDelius does not keep this person from the viewer.</summary>
    public static string PersonVisible(string alias) => PersonVisible(alias, "@viewer_user_name");

    /// <summary>
    /// A condition on a referral and an account: a team lead who may open it, by the rules of <see cref="ForReferrals"/>. For finding whom to tell.
    /// </summary>
    public static string LeadMaySee(string alias, string account) =>
        $"""
            (({account}.role = 'SupplierLead' and {alias}.conclusion is distinct from 'Recalled'
              and exists (select 1 from account_contract lm where lm.account_id = {account}.id and lm.contract_id = {alias}.contract_id)
              and {NotExcluded(alias, $"{account}.user_name")})
             or ({account}.role = 'PractitionerLead'
              and ({alias}.sent_by = {account}.id or {alias}.practitioner_account_id = {account}.id or {alias}.team = {account}.team
                or exists (select 1 from caseload_entry lc where lc.user_name = {account}.user_name and lc.crn = {alias}.crn))
              and {PersonVisible(alias, $"{account}.user_name")}))
            """;

    /// <summary>
    /// A condition on <c>draft</c>: its author, and whoever may refer in the team it was begun in, while nDelius does not keep
    /// the person from them.
    /// </summary>
    public static string ForDrafts(Viewer viewer, string alias) =>
        $"(({OwnDraft(alias)} or {TeamsDraft(viewer, alias)}) and {PersonVisible(alias)})";

    /// <summary>
    /// The author's part of <see cref="ForDrafts"/>, which does not depend on limited access: never enough by itself to show
    /// a draft. Also on <c>ended_draft</c>.
    /// </summary>
    public static string OwnDraft(string alias) => $"{alias}.created_by = @viewer_account";

    /// <summary>The team's part of it.</summary>
    public static string TeamsDraft(Viewer viewer, string alias) =>
        viewer.May(Permission.Refer) ? $"{alias}.team = @viewer_team" : "false";

    /// <summary>
    /// A condition on <c>ended_draft</c> with the person's <c>crn</c>: the team that could open the draft may learn what became
    /// of it, while nDelius does not keep the person from them.
    /// </summary>
    public static string ForEndedDrafts(Viewer viewer, string alias) =>
        $"({TeamsDraft(viewer, alias)} and {PersonVisible(alias)})";

    /// <summary>Adds the parameters that the conditions name.</summary>
    public static void AddParameters(Viewer viewer, NpgsqlParameterCollection parameters)
    {
        parameters.Add(new("viewer_account", NpgsqlDbType.Text) { Value = viewer.AccountId });
        parameters.Add(new("viewer_user_name", NpgsqlDbType.Text) { Value = viewer.UserName });
        parameters.Add(new("viewer_team", NpgsqlDbType.Text) { Value = (object?)viewer.Team ?? DBNull.Value });
        parameters.Add(
            new("viewer_contracts", NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            {
                Value = viewer.Contracts.Select(contract => contract.Value).ToArray(),
            }
        );
    }

    // nDelius does not know suppliers' staff: a restriction leaves their leads and the caseworkers named on the referral
    private static string LimitedAccessAllows(Viewer viewer, string alias) =>
        viewer.Role switch
        {
            Role.SupplierLead => NotExcluded(alias),
            Role.Caseworker => $"""
                ({NotExcluded(alias)} and (@viewer_account = any ({alias}.caseworker_ids) or not {Restricted(alias)}))
                """,
            _ => PersonVisible(alias),
        };

    private static string PersonVisible(string alias, string userName) =>
        $"""
            ({NotExcluded(alias, userName)} and (not {Restricted(alias)} or exists (
                select 1 from limited_access_name r where r.crn = {alias}.crn and r.kind = 'restriction' and r.user_name = {userName})))
            """;

    private static string Restricted(string alias) =>
        $"exists (select 1 from limited_access la where la.crn = {alias}.crn and la.restricted)";

    /// <summary>
    /// A condition on a table with a <c>crn</c> column: what nDelius says of the person is known, and does not exclude the
    /// given user (an SQL expression). Not known is hidden.
    /// </summary>
    // a scalar subquery, so that it is one look at the key for each row of the viewer's and never a join with everybody
    internal static string NotExcluded(string alias, string userName = "@viewer_user_name") =>
        $"""
            (coalesce((select k.known from limited_access k where k.crn = {alias}.crn), false)
             and not exists (select 1 from limited_access_name x
                             where x.crn = {alias}.crn and x.kind = 'exclusion' and x.user_name = {userName}))
            """;
}
