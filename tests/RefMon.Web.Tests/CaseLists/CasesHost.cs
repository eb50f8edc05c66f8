using RefMon.TestKit;
using Xunit;

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
}

/// <summary>The quick tests that share one <see cref="CasesHost"/>, one after the other; a journey in a browser has a host of its own.</summary>
[CollectionDefinition(nameof(CasesHost))]
public sealed class CasesHostCollection : ICollectionFixture<CasesHost>;
