using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace RefMon.Web.Operations;

/// <summary>
/// The keys that protect sign-in cookies and forms, in the database: all nodes share them, and a deployment makes no open
/// form stale.
/// </summary>
internal sealed class DataProtectionKeys(NpgsqlDataSource database, TimeProvider time) : IXmlRepository
{
    public static void Add(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("RefMon");
        services.AddSingleton<DataProtectionKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            provider => new ConfigureOptions<KeyManagementOptions>(keys =>
                keys.XmlRepository = provider.GetRequiredService<DataProtectionKeys>()
            )
        );
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select xml from data_protection_key order by created_at");
        using var row = command.ExecuteReader();
        var elements = new List<XElement>();
        while (row.Read())
            elements.Add(XElement.Parse(row.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand(
            "insert into data_protection_key (friendly_name, xml, created_at) values ($1, $2, $3)"
        );
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.ExecuteNonQuery();
    }
}
