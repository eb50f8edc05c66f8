using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.GovUk;

namespace RefMon.Web.Operations;

/// <summary>The second lock: while a request came with a stale antiforgery token no command runs, whatever a page does.</summary>
internal sealed class StaleFormGate(IHttpContextAccessor accessor) : ICommandGate
{
    private static readonly Refusal Stale = Refusal.Conflict("form-stale", GovForm.StaleText);

    public Refusal? Closed => StaleForm.IsMarked(accessor.HttpContext) ? Stale : null;
}
