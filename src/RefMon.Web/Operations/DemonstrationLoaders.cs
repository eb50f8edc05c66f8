using System.Globalization;
using Npgsql;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;

namespace RefMon.Web.Operations;

/// <summary>The loaders of invented data, in their order.</summary>
internal static class DemonstrationLoaders
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<IDemonstrationData, Catalogue>();
        services.AddScoped<IDemonstrationData, Accounts>();
        services.AddScoped<DemonstrationReferrals>();
        services.AddScoped<IDemonstrationData, Referrals>();
    }

    private sealed class Catalogue(NpgsqlDataSource database, TimeProvider time) : IDemonstrationData
    {
        public int Order => 10;

        public string Name => "demonstration catalogue";

        public async Task<string?> Load(Action<string> say, CancellationToken cancellationToken)
        {
            if (!await DemonstrationCatalogue.IsEmpty(database, cancellationToken))
                return null;
            await DemonstrationCatalogue.Load(database, time, cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"{DemonstrationServices.All.Count} services");
        }
    }

    // added whenever they are missing: without them nobody could sign in to a Development start
    private sealed class Accounts(NpgsqlDataSource database, TimeProvider time) : IDemonstrationData
    {
        public int Order => 20;

        public string Name => "demonstration accounts";

        public async Task<string?> Load(Action<string> say, CancellationToken cancellationToken)
        {
            var added = await DemonstrationAccounts.Load(database, time, cancellationToken);
            var joined = await DemonstrationAccounts.JoinImportedSuppliers(database, cancellationToken);
            var others =
                joined == 0
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $", {joined} of them with the imported suppliers, since the catalogue was imported before the first start"
                    );
            return added + joined == 0
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{added} accounts{others}");
        }
    }

    private sealed class Referrals(DemonstrationReferrals referrals, ServiceCatalogue catalogue) : IDemonstrationData
    {
        public int Order => 30;

        public string Name => "demonstration referrals";

        public async Task<string?> Load(Action<string> say, CancellationToken cancellationToken)
        {
            // an imported catalogue has other services, and gets no invented referrals
            if (await catalogue.FindService(DemonstrationServices.All[0].Id, cancellationToken) is null)
                return "no referrals, since the catalogue was imported before the first start: send some, or start afresh "
                    + "(delete the folder of the database, or name another in RefMon__DataDirectory) and import afterwards";
            var loaded = await referrals.Load(say, cancellationToken);
            return loaded == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{loaded} referrals");
        }
    }
}
