using System.Globalization;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Tests.CaseLists;
using Xunit;

namespace RefMon.Application.Tests.Access;

/// <summary>The operator's command that makes accounts, and the work accounts that are bound to them.</summary>
[Trait("Capability", "Access")]
public sealed class AccountCreationTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static int number;

    [Fact]
    public async Task An_administrator_is_made_audited_and_bound_to_the_first_work_account_with_the_address()
    {
        var email = NewEmail();
        var (code, said) = await Make(new(["administrator"], "Ada Admin", email));
        Assert.Equal(0, code);
        var id = await world.Ask<string>("select id from account where email = $1", email);
        Assert.Contains(id, said);
        Assert.DoesNotContain(email, said);
        Assert.Equal(
            "accepted",
            await world.Ask<string>(
                "select outcome from audit_entry where action = 'CreateAccount' and subject = $1",
                id
            )
        );

        var identity = new WorkIdentity("tenant", email);
        var accounts = Accounts;
        Assert.Null((await accounts.Recognise(identity, null, default)).Viewer);
        var viewer = (await accounts.Recognise(identity, email.ToUpperInvariant(), default)).Viewer!;
        Assert.Equal((id, Role.Administrator), (viewer.AccountId, viewer.Role));
        Assert.Equal(id, (await accounts.Recognise(identity, null, default)).Viewer!.AccountId);
    }

    [Fact]
    public async Task Of_many_work_accounts_at_once_exactly_one_is_bound()
    {
        var email = NewEmail();
        await Make(new(["operator"], "Ola Op", email));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i => Accounts.Recognise(new WorkIdentity("race", $"{email} {i % 4}"), email, default))
        );
        // three windows of the one that was first; everybody else is told that it is somebody else's
        Assert.Equal(3, answers.Count(answer => answer.Viewer is not null));
        Assert.Equal(9, answers.Count(answer => answer.BelongsToAnother));
    }

    [Theory]
    [InlineData("administrator,auditor", "never one account")]
    [InlineData("operator+administrator", "never one account")]
    [InlineData("administrator,caseworker", "one role")]
    [InlineData("minister", "no role 'minister'")]
    [InlineData("practitioner", "--team is missing")]
    [InlineData("practitioner", "--user-name is missing")]
    [InlineData("supplier-lead", "--supplier is missing")]
    public async Task A_role_that_cannot_be_is_refused_with_the_reason(string role, string reason)
    {
        var email = NewEmail();
        var (code, said) = await Make(new([role], "Ada Admin", email));
        Assert.Equal(1, code);
        Assert.Contains(reason, said);
        Assert.Equal(0L, await world.Ask<long>("select count(*) from account where email = $1", email));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var (code, said) = await Make(new(["administrator", "operator"], " ", "not an address", "a b", "Nowhere"));
        Assert.Equal(1, code);
        foreach (var option in new[] { "--role", "--name", "--email", "--user-name" })
            Assert.Contains(option, said);
    }

    [Fact]
    public async Task A_user_name_or_address_in_use_is_refused_whichever_of_the_two_it_was()
    {
        var email = NewEmail();
        await Make(new(["auditor"], "Audrey Audit", email, "audrey." + email.Split('@')[0]));
        foreach (
            var same in new NewAccount[]
            {
                new(["operator"], "Ola Op", email.ToUpperInvariant()),
                new(["operator"], "Ola Op", NewEmail(), "AUDREY." + email.Split('@')[0]),
                new(["operator"], "Ola Op", NewEmail(), email),
            }
        )
        {
            var (code, said) = await Make(same);
            Assert.Equal(1, code);
            Assert.Contains("belongs to an account already", said);
        }
        Assert.True(
            await world.Ask<long>(
                "select count(*) from audit_entry where action = 'CreateAccount' and outcome = 'duplicate'"
            ) >= 3
        );
    }

    [Fact]
    public async Task A_suppliers_lead_gets_its_contracts_and_a_practitioner_their_team()
    {
        var lead = NewEmail();
        var (code, said) = await Make(
            new(
                ["supplier-lead"],
                "Lena Lead",
                lead,
                Supplier: DemonstrationSuppliers.Brackenfold.Name.ToUpperInvariant()
            )
        );
        Assert.True(code == 0, said);
        var viewer = (await Accounts.Recognise(new("tenant", lead), lead, default)).Viewer!;
        Assert.Equal(DemonstrationSuppliers.Brackenfold.Id, viewer.SupplierId);
        Assert.NotEmpty(viewer.Contracts);

        var practitioner = NewEmail();
        var team = await world.Ask<string>("select name from probation_delivery_unit order by name limit 1");
        (code, said) = await Make(new(["practitioner"], "Pia Prac", practitioner, "pia.prac", team));
        Assert.True(code == 0, said);
        Assert.Equal(team, (await Accounts.Recognise(new("tenant", "pia"), practitioner, default)).Viewer!.Team);

        (code, said) = await Make(new(["practitioner"], "Pia Prac", NewEmail(), "pia.two", "No such unit"));
        Assert.Equal(1, code);
        Assert.Contains("no probation delivery unit", said);
    }

    private WorkAccounts Accounts => (WorkAccounts)world.Services.GetService(typeof(WorkAccounts))!;

    private async Task<(int Code, string Said)> Make(NewAccount account)
    {
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        return (await AccountCreation.Run(account, world.Database, world.Clock, said, default), said.ToString());
    }

    private static string NewEmail() =>
        string.Create(CultureInfo.InvariantCulture, $"new.{Interlocked.Increment(ref number)}@accounts.example");
}
