using MediatR;

namespace RefMon.Application.Pipeline;

/// <summary>A question that changes nothing. Its type declares a permission with <see cref="Access.RequiresAttribute"/>.</summary>
public interface IQuery<T> : IRequest<Outcome<T>>;

/// <summary>Marks every command, whatever it answers.</summary>
public interface ICommand
{
    /// <summary>Chosen by the form that asks; the same id sent again, by the same person, returns the first outcome and does nothing.</summary>
    Guid CommandId { get; }
}

/// <summary>
/// An act. What its handler appends, enlists and records is saved by the pipeline in one transaction when the outcome is
/// not a refusal; <typeparamref name="T"/> holds ids and codes only, since the outcome is kept for replays.
/// A lost race makes the pipeline run the handler again on fresh state.
/// </summary>
public interface ICommand<T> : IRequest<Outcome<T>>, ICommand;

/// <summary>Lets the edge refuse every command of a request, for example when its form was too old to be trusted.</summary>
public interface ICommandGate
{
    /// <summary>The reason no command may run in this request; null when the gate is open.</summary>
    RefMon.Domain.Refusal? Closed { get; }
}
