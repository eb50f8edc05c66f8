using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Referring;

/// <summary>
/// Forgets what the viewer typed on a section's page and did not save, as far as the page showed it: what another page has
/// typed since stays, and so does what a colleague typed. <paramref name="Shown"/> is the page's hidden field; what that page still sends late is not kept.
/// </summary>
[Requires(Permission.Refer)]
public sealed record DiscardTyped(DraftId DraftId, Guid CommandId, string Section, string? Shown)
    : ICommand<Done>,
        IConcernsDraft;

internal sealed class DiscardTypedValidator : AbstractValidator<DiscardTyped>
{
    public DiscardTypedValidator() =>
        RuleFor(command => command.Shown)
            .Must(shown => FormShown.Read(shown).Page is not null)
            .WithErrorCode("page-unknown")
            .WithMessage("Open the page again: it cannot be told what it showed");
}

internal sealed class DiscardTypedHandler(DraftDesk desk, IEventSession session)
    : IRequestHandler<DiscardTyped, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(DiscardTyped request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        if (!DraftSections.SlugsOf(open).Contains(request.Section))
            return AccessRefusals.NotFound;
        var shown = FormShown.Read(request.Shown);
        var forgotten = open
            .Typed.In(request.Section)
            .Standing.Where(box => shown.Knows(request.Section, TypedName.QuestionOf(box.Key), box.Value))
            .Select(box => KeyValuePair.Create(box.Key, Forgotten(box.Value, open, shown)))
            .ToList();
        var after = open.Typed.With(request.Section, forgotten).WithClosed(request.Section, shown.Page!.Value);
        session.Enlist(
            DraftStore.Update(open, open.Draft.WithTyped(open.Viewer.AccountId, after), request.Section),
            expectRows: 1
        );
        return Done.Value;
    }

    private static TypedField Forgotten(TypedField typed, OpenDraft open, FormShown shown) =>
        new(null, open.Now, open.Viewer.AccountId, open.Draft.Version + 1, shown.Page, 0, typed.Answer);
}
