using RefMon.StandIns.Neighbours;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>A small sample of what <c>soak ndelius</c> does at length.</summary>
[Trait("Capability", "Attention")]
public sealed class NDeliusDayTests
{
    private static readonly Uri Elsewhere = new("https://elsewhere.example/");

    [Fact]
    public async Task After_a_day_of_failures_nDelius_differs_in_nothing_that_is_not_on_the_operators_list()
    {
        await using var day = await NDeliusDay.Begin(seed: 20270301);
        await day.Work(250);
        await day.RefuseOne();
        await day.CatchUp();
        var result = await day.Reconcile();
        Assert.Empty(result.Unexplained);
        Assert.True(
            result is { Failures: > 5, Appointments: > 30, Transfers: > 0, Merges: > 0, Listed: > 0, Explained: > 0 },
            $"{result}"
        );
        Assert.True(await day.DiffersWithoutTheList() > 0);
        await WhateverIsAlteredIsNoticed(day);
    }

    // the comparison can fail: in each part of each kind of entry
    private static async Task WhateverIsAlteredIsNoticed(NDeliusDay day)
    {
        var held = day.Held;
        await Noticed(day, held.Starts, Starts, starts => held with { Starts = starts });
        await Noticed(day, held.Transfers, Transfers, transfers => held with { Transfers = transfers });
        await Noticed(day, held.Ends, Ends, ends => held with { Ends = ends });
        await Noticed(day, held.Appointments, Appointments, all => held with { Appointments = all });
        await Noticed(day, held.Cancellations, Cancellations, all => held with { Cancellations = all });
        var missing = await day.ReconcileWith(held with { Starts = [], Transfers = [], Ends = [], Appointments = [] });
        Assert.True(
            missing.Unexplained.Count + missing.Explained
                >= held.Starts.Count + held.Ends.Count + held.Appointments.Count
        );
    }

    // of an entry that stands and about which nothing is on the operator's list
    private static async Task Noticed<T>(
        NDeliusDay day,
        IReadOnlyList<T> entries,
        IReadOnlyList<Func<T, T>> ways,
        Func<IReadOnlyList<T>, NDeliusHeld> held
    )
    {
        var at = entries.Count - 1;
        while (!await IsNoticed(ways[0]))
            Assert.True(--at >= 0, $"nothing of {typeof(T).Name} is noticed");
        for (var way = 1; way < ways.Count; way++)
            Assert.True(await IsNoticed(ways[way]), $"alteration {way} of {typeof(T).Name} went unnoticed");

        async Task<bool> IsNoticed(Func<T, T> way) =>
            (await day.ReconcileWith(held([.. entries.Take(at), way(entries[at]), .. entries.Skip(at + 1)])))
                .Unexplained
                .Count > 0;
    }

    private static readonly Func<ReferralStartRequest, ReferralStartRequest>[] Starts =
    [
        s => s with { Crn = "X000000" },
        s => s with { ReferralId = Guid.NewGuid() },
        s => s with { Reference = "AB1234CD" },
        s => s with { ContractTypeCode = "?" },
        s => s with { SentAt = s.SentAt.AddTicks(10) },
        s => s with { SentenceId = s.SentenceId + 1 },
        s => s with { Supplier = "?" },
        s => s with { Url = Elsewhere },
    ];

    private static readonly Func<ReferralTransferRequest, ReferralTransferRequest>[] Transfers =
    [
        t => t with { Crn = "X000000" },
        t => t with { ReferralId = Guid.NewGuid() },
        t => t with { Reference = "AB1234CD" },
        t => t with { ContractTypeCode = "?" },
        t => t with { TransferredAt = t.TransferredAt.AddTicks(10) },
        t => t with { Supplier = "?" },
        t => t with { Url = Elsewhere },
    ];

    private static readonly Func<ReferralEndRequest, ReferralEndRequest>[] Ends =
    [
        e => e with { Crn = "X000000" },
        e => e with { ReferralId = Guid.NewGuid() },
        e => e with { Reference = "AB1234CD" },
        e => e with { EndedAt = e.EndedAt.AddTicks(10) },
        e => e with { Conclusion = "?" },
        e => e with { Url = Elsewhere },
    ];

    private static readonly Func<AppointmentRequest, AppointmentRequest>[] Appointments =
    [
        a => a with { Crn = "X000000" },
        a => a with { AppointmentId = Guid.NewGuid() },
        a => a with { ReferralId = Guid.NewGuid() },
        a => a with { Start = a.Start.AddMinutes(1) },
        a => a with { DurationMinutes = a.DurationMinutes + 1 },
        a => a with { CountsTowardsEnforceableDays = !a.CountsTowardsEnforceableDays },
        a => a with { Url = Elsewhere },
        a => a with { OfficeCode = "?" },
        a => a with { Outcome = "?" },
    ];

    private static readonly Func<CancellationRequest, CancellationRequest>[] Cancellations =
    [
        c => c with { Crn = "X000000" },
        c => c with { AppointmentId = Guid.NewGuid() },
        c => c with { ReferralId = Guid.NewGuid() },
        c => c with { CancelledAt = c.CancelledAt.AddTicks(10) },
        c => c with { Url = Elsewhere },
    ];
}
