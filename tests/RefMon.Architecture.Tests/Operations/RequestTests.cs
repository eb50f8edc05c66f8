using System.Reflection;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using Xunit;

namespace RefMon.Architecture.Tests.Operations;

/// <summary>Every request says who may send it, and somebody answers it.</summary>
[Trait("Capability", "Operations")]
public sealed partial class RequestTests
{
    private static readonly IReadOnlyList<Type> Requests =
    [
        .. typeof(ApplicationRegistration)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .Where(type => type.GetInterfaces().Any(IsRequest)),
    ];

    public static TheoryData<string> Names => [.. Requests.Select(type => type.FullName!)];

    [Fact]
    public void There_are_requests_of_both_kinds()
    {
        Assert.True(Requests.Count > 10, $"Only {Requests.Count} requests were found.");
        Assert.Contains(Requests, type => type.IsAssignableTo(typeof(ICommand)));
        Assert.Contains(Requests, type => !type.IsAssignableTo(typeof(ICommand)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_declares_the_permission_it_needs(string name)
    {
        var declared = Of(name).GetCustomAttribute<RequiresAttribute>();
        Assert.True(declared is { AnyOf.Count: > 0 }, $"{name} has no [Requires(...)].");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_is_a_query_or_a_command_that_answers_with_an_outcome(string name)
    {
        var contracts = Of(name).GetInterfaces().Where(i => i.IsGenericType).Select(i => i.GetGenericTypeDefinition());
        Assert.Single(contracts, c => c == typeof(IQuery<>) || c == typeof(ICommand<>));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_request_has_exactly_one_handler(string name)
    {
        var services = new ServiceCollection();
        services.AddPipeline();
        var request = Of(name);
        var answer = request.GetInterfaces().Single(IsRequest).GetGenericArguments()[0];
        var handler = typeof(IRequestHandler<,>).MakeGenericType(request, answer);
        Assert.Single(services, service => service.ServiceType == handler);
    }

    [Fact]
    public void Every_permission_is_needed_by_a_request_and_granted_to_a_role()
    {
        var needed = Requests.SelectMany(r => r.GetCustomAttribute<RequiresAttribute>()!.AnyOf).ToHashSet();
        var granted = Enum.GetValues<Role>().SelectMany(role => Enum.GetValues<Permission>().Where(p => role.Has(p)));
        Assert.Empty(needed.Except(granted));
    }

    [Fact]
    public void Every_query_is_written_to_the_audit_unless_there_is_a_reason()
    {
        var unheard = Requests
            .Where(type => !type.IsAssignableTo(typeof(ICommand)))
            .Where(type => type.GetCustomAttribute<AuditedReadAttribute>() is null)
            .Select(type => type.Name);
        Assert.Equal(UnauditedQueries.Keys.Order(), unheard.Order());
    }

    [Fact]
    public void A_request_that_names_something_about_a_person_is_checked_against_it()
    {
        var unchecked_ = Requests.SelectMany(Unchecked).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(UncheckedIds.Keys.Order(StringComparer.Ordinal), unchecked_);
    }

    [Fact]
    public void The_check_of_named_things_finds_what_is_left_out()
    {
        Assert.Equal(["Careless.Reference"], Unchecked(typeof(Careless)));
        Assert.Equal(["HalfCareful.PersonId"], Unchecked(typeof(HalfCareful)));
        Assert.Equal(
            ["Unheard.AttachmentIds", "Unheard.MaybeReferral", "Unheard.TypedCrn"],
            Unchecked(typeof(Unheard)).Order(StringComparer.Ordinal)
        );
        Assert.Empty(Unchecked(typeof(Careful)));
    }

    private static Type Of(string name) => Requests.Single(type => type.FullName == name);

    private static bool IsRequest(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>);

    private sealed record Careless(Guid CommandId, string Reference);

    private sealed record HalfCareful(string Reference, PersonId PersonId) : IConcernsReferral;

    private sealed record Unheard(string? TypedCrn, IReadOnlyList<Guid> AttachmentIds, ReferralId? MaybeReferral);

    // what belongs to the referral is looked for within it
    private sealed record Careful(string Reference, Guid AppointmentId, Guid NoteId) : IConcernsReferral;
}
