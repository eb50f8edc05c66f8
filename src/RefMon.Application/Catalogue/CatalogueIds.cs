using System.Security.Cryptography;
using System.Text;
using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>Ids that follow from a name or reference, the same on every machine: what has no id of its own gets one here.</summary>
public static class CatalogueIds
{
    /// <summary>The contract with this reference.</summary>
    public static ContractId Contract(string reference) => new(From("contract", reference));

    /// <summary>The service listed for the contract with this reference.</summary>
    public static ServiceId Service(string reference) => new(From("service", reference));

    /// <summary>The supplier of this name.</summary>
    public static SupplierId Supplier(string name) => new(From("supplier", name));

    internal static Guid From(string kind, string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"refmon/{kind}/{name}")).AsSpan(0, 16);
        // version 8 (made by the application) and the usual variant
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    /// <summary>A number below <paramref name="below"/> that follows from a name: for invented details.</summary>
    internal static int Number(string kind, string name, int below) =>
        (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"refmon/{kind}/{name}"))) % (uint)below);
}
