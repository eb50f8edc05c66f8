using FluentValidation;
using MediatR;
using Npgsql;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Access;

/// <summary>
/// The id under which the audit has a person, by their CRN, which is posted and never part of an address. Says nothing else
/// about them. Refused at the field Crn when nobody has ever asked RefMon about them.
/// </summary>
[Requires(Permission.ReadAudit)]
[AuditedRead]
public sealed record FindAuditedPerson(string? Crn) : IQuery<PersonId>
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(FindAuditedPerson);
}

internal sealed class FindAuditedPersonValidator : AbstractValidator<FindAuditedPerson>
{
    public FindAuditedPersonValidator() =>
        RuleFor(query => query.Crn)
            .Must(typed => Read(typed) is not null)
            .WithErrorCode("crn-malformed")
            .WithMessage("Enter the CRN as a letter and 6 numbers, like X123456");

    internal static Crn? Read(string? typed) =>
        Crn.TryParse(string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c))), out var crn) ? crn : null;
}

internal sealed class FindAuditedPersonHandler(NpgsqlDataSource database, AuditSubject subject)
    : IRequestHandler<FindAuditedPerson, Outcome<PersonId>>
{
    private static readonly Refusal NeverAsked = Refusal.NotFound(
        "person-never-asked-about",
        "Nobody has asked about a person with this CRN. Check the CRN",
        nameof(FindAuditedPerson.Crn)
    );

    public async Task<Outcome<PersonId>> Handle(FindAuditedPerson request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id from person where crn = $1");
        command.Parameters.Add(new() { Value = FindAuditedPersonValidator.Read(request.Crn)!.Value });
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid id)
            return NeverAsked;
        var person = new PersonId(id);
        subject.Is(person);
        return person;
    }
}
