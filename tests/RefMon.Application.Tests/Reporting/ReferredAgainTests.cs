using RefMon.Application.Catalogue;
using RefMon.Application.Reporting;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Endings;
using Xunit;

namespace RefMon.Application.Tests.Reporting;

/// <summary>Referrals that follow within seven days of another of the same person for the same thing.</summary>
[Trait("Capability", "Reporting")]
public sealed class ReferredAgainTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly StaffMember Lead = new(Staff.SupplierLead, "Sasha Lead", null);

    // another service of the same kind of contract elsewhere, and one for another need
    private static readonly DemonstrationService SameNeed = DemonstrationServices.All.First(s =>
        s.TypeCode == CasesWorld.First.TypeCode && s.Id != CasesWorld.First.Id
    );

    private static readonly DemonstrationService OtherNeed = CasesWorld.Foreign;

    [Fact]
    public async Task Each_counts_once_beside_the_nearest_earlier_one_with_why_that_ended()
    {
        var now = world.Clock.Now;
        var person = new PersonId(Guid.NewGuid());
        var wrong = await Send(person, CasesWorld.First, now.AddDays(-20));
        await world.Append(
            wrong.Id,
            new ReferralReturned(Lead, now.AddDays(-19), ReturnReason.CannotMeetTheNeed, "No group before spring")
        );
        var second = await Send(person, SameNeed, now.AddDays(-18));
        var third = await Send(person, SameNeed, now.AddDays(-13));
        await Send(person, OtherNeed, now.AddDays(-12));
        // a day too late, another person, and too long ago
        await Send(person, SameNeed, now.AddDays(-5));
        await Send(new(Guid.NewGuid()), CasesWorld.First, now.AddDays(-19));
        var old = new PersonId(Guid.NewGuid());
        await Send(old, CasesWorld.First, now.AddDays(-200));
        await Send(old, CasesWorld.First, now.AddDays(-199));

        var figure = await world.Get(new GetReferredAgain(), Staff.Operator);

        Assert.Equal((6, 2), (figure.Sent, figure.Again));
        Assert.Equal(
            [
                new(second.Reference, now.AddDays(-18), third.Reference, now.AddDays(-13), true, null, null),
                new ReferredTwice(
                    wrong.Reference,
                    now.AddDays(-20),
                    second.Reference,
                    now.AddDays(-18),
                    false,
                    Conclusion.Returned,
                    "We cannot meet the person’s needs"
                ),
            ],
            figure.Latest
        );
        Assert.Equal(
            [(null, null, 1), (Conclusion.Returned, "We cannot meet the person’s needs", 1)],
            figure.ByEnd.Select(end => (end.Conclusion, end.Reason, end.Count)).OrderBy(end => end.Reason)
        );
    }

    [Fact]
    public async Task Only_an_operator_reads_it()
    {
        foreach (var account in Staff.Probation.Concat(Staff.Suppliers).Concat(Staff.Others).Except([Staff.Operator]))
            Assert.Equal(RefusalKind.Forbidden, (await world.Send(new GetReferredAgain(), account)).Refusal!.Kind);
    }

    private Task<Sent> Send(PersonId person, DemonstrationService service, DateTimeOffset at) =>
        world.Sent(
            new SentReferral
            {
                Person = person,
                Service = service,
                At = at,
            }
        );
}
