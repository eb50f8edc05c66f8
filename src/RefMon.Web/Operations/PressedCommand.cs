using System.Security.Cryptography;

namespace RefMon.Web.Operations;

/// <summary>
/// A form with several commands, one for each person of a register or for each button of a list: their ids follow from the form's and from
/// what each is about.
/// </summary>
internal static class PressedCommand
{
    public static Guid IdFor(Guid pressed, Guid about)
    {
        Span<byte> bytes = stackalloc byte[32];
        pressed.TryWriteBytes(bytes);
        about.TryWriteBytes(bytes[16..]);
        return new(SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
