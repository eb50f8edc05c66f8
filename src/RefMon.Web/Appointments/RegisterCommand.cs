using System.Security.Cryptography;
using RefMon.Domain;

namespace RefMon.Web.Appointments;

/// <summary>A register is one press of a button and a command for each person: their ids follow from the button's.</summary>
internal static class RegisterCommand
{
    public static Guid IdFor(Guid pressed, AppointmentId appointment)
    {
        Span<byte> bytes = stackalloc byte[32];
        pressed.TryWriteBytes(bytes);
        appointment.Value.TryWriteBytes(bytes[16..]);
        return new(SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
