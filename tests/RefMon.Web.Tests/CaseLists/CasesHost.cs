using RefMon.TestKit;

namespace RefMon.Web.Tests.CaseLists;

/// <summary>The application with the demonstration's referrals.</summary>
public sealed class CasesHost : RefMonHost
{
    public const string Lead = "supplier-lead";
    public const string Caseworker = "caseworker";
    public const string Practitioner = "practitioner";

    protected override Task Prepare() => LoadDemonstrationReferrals();

    /// <summary>The reference of a referral at the stage on the lead's contracts.</summary>
    public Task<string> ReferenceAt(string stage) =>
        Scalar<string>(
            $"""
            select reference from case_list_row c
            join account_contract ac on ac.contract_id = c.contract_id and ac.account_id = 'demo-{Lead}'
            where c.stage = '{stage}' order by c.reference limit 1
            """
        );

    /// <summary>The reference of a referral that is none of the lead's.</summary>
    public Task<string> ForeignReference() =>
        Scalar<string>(
            $"""
            select reference from case_list_row c
            where not exists (
                select 1 from account_contract ac where ac.contract_id = c.contract_id and ac.account_id = 'demo-{Lead}')
            order by c.reference limit 1
            """
        );
}
