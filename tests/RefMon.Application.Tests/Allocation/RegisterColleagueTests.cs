using RefMon.Application.Access;
using RefMon.Application.Allocation;
using RefMon.Application.Tests.CaseLists;
using Xunit;

namespace RefMon.Application.Tests.Allocation;

[Trait("Capability", "Allocation")]
public sealed class RegisterColleagueTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly RegisterColleague Good = new(
        Guid.Empty,
        " Siân O’Hara ",
        "Sian.OHara@work.example",
        Role.Caseworker,
        [CasesWorld.First.ContractId.Value]
    );

    [Fact]
    public async Task A_colleague_can_be_assigned_before_their_first_sign_in()
    {
        var id = await world.Get(New(Good with { Email = "New.One@work.example" }), Staff.SupplierLead);
        var sent = await world.Sent(new SentReferral());
        var offered = await world.Get(new ListColleagues(sent.Reference), Staff.SupplierLead);
        Assert.Contains(id, offered.Colleagues.Select(colleague => colleague.AccountId));
        await world.Get(new AssignCaseworker(Guid.NewGuid(), sent.Reference, id, false, 1), Staff.SupplierLead);

        var listed = await world.Get(new ListColleaguesOfSupplier(), Staff.SupplierLead);
        var colleague = listed.Colleagues.Single(c => c.AccountId == id);
        Assert.Equal(
            ("Siân O’Hara", "New.One@work.example", Role.Caseworker, 1),
            (colleague.Name, colleague.Email, colleague.Role, colleague.OpenCases)
        );
        Assert.Equal([CasesWorld.First.Reference], colleague.ContractReferences);
        Assert.Null(colleague.SignedInAt);
        Assert.DoesNotContain(Staff.OtherSupplier, listed.Colleagues.Select(c => c.AccountId));
    }

    [Theory]
    [InlineData("casey.worker@work.example")]
    [InlineData("CASEY.WORKER@WORK.EXAMPLE")]
    [InlineData(" fay.lead@work.example ")]
    public async Task An_address_that_has_an_account_is_refused_whoevers_it_is(string email)
    {
        var refused = await world.Send(New(Good with { Email = email }), Staff.SupplierLead);
        Assert.Equal(("email-registered", "Email"), (refused.Refusal!.Code, refused.Refusal.Field));
    }

    [Fact]
    public async Task Two_leads_at_once_make_one_account()
    {
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => world.Send(New(Good with { Email = "twice@work.example" }), Staff.SupplierLead))
        );
        Assert.Equal(1, outcomes.Count(outcome => !outcome.IsRefused));
        Assert.All(outcomes.Where(o => o.IsRefused), o => Assert.Equal("email-registered", o.Refusal!.Code));
        Assert.Equal(
            1L,
            await world.Ask<long>("select count(*) from account where lower(email) = 'twice@work.example'")
        );
    }

    [Fact]
    public async Task A_contract_of_another_supplier_is_refused()
    {
        foreach (var contract in new[] { CasesWorld.Foreign.ContractId.Value, Guid.Empty })
        {
            var refused = await world.Send(
                New(Good with { Contracts = [CasesWorld.First.ContractId.Value, contract] }),
                Staff.SupplierLead
            );
            Assert.Equal(("contract-not-own", "Contracts"), (refused.Refusal!.Code, refused.Refusal.Field));
        }
    }

    [Theory]
    [InlineData("", "a@b.example", "name-missing")]
    [InlineData("Two\nlines", "a@b.example", "name-not-text")]
    [InlineData("A Name", "", "email-missing")]
    [InlineData("A Name", "no-at-sign", "email-not-valid")]
    [InlineData("A Name", "two@@b.example", "email-not-valid")]
    [InlineData("A Name", "a@b", "email-not-valid")]
    [InlineData("A Name", "a@b..example", "email-not-valid")]
    [InlineData("A Name", "with space@b.example", "email-not-valid")]
    [InlineData("A Name", "<a@b.example>", "email-not-valid")]
    public async Task Bad_input_is_refused_at_its_field(string name, string email, string code)
    {
        var refused = await world.Send(New(Good with { Name = name, Email = email }), Staff.SupplierLead);
        Assert.Equal([code], refused.Refusals.Select(refusal => refusal.Code));
    }

    [Fact]
    public async Task Everything_missing_is_said_at_once()
    {
        var refused = await world.Send(new RegisterColleague(Guid.NewGuid(), null, null, null, []), Staff.SupplierLead);
        Assert.Equal(
            ["name-missing", "email-missing", "role-missing", "contracts-missing"],
            refused.Refusals.Select(refusal => refusal.Code)
        );
        var role = await world.Send(New(Good with { Role = Role.Administrator }), Staff.SupplierLead);
        Assert.Equal("role-missing", role.Refusal!.Code);
    }

    [Theory]
    [InlineData(Staff.Caseworker)]
    [InlineData(Staff.Sender)]
    [InlineData(Staff.Administrator)]
    public async Task Only_a_suppliers_lead_registers_colleagues(string account)
    {
        Assert.Equal("not-permitted", (await world.Send(New(Good), account)).Refusal!.Code);
        Assert.Equal("not-permitted", (await world.Send(new ListColleaguesOfSupplier(), account)).Refusal!.Code);
    }

    private static RegisterColleague New(RegisterColleague command) => command with { CommandId = Guid.NewGuid() };
}
