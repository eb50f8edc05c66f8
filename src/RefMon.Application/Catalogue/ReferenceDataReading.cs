using RefMon.Domain.Attention;

namespace RefMon.Application.Catalogue;

/// <summary>
/// Reads and checks the reference data files. Every problem of every file is noted; rows are only to be used when there
/// are none. Checks that point into another file are left out when that file could not be read at all.
/// </summary>
internal sealed class ReferenceDataReading
{
    private HashSet<string>? regions;
    private HashSet<string>? areas;
    private HashSet<Guid>? categories;
    private HashSet<string>? contractReferences;
    private Dictionary<string, ContractTypeRow>? contractTypes;

    private readonly ServiceCategoryReading categoryReading = new();
    private readonly List<ContractTypeCategoryRow> typeCategories = [];
    private readonly List<SubcontractorRow> subcontractors = [];
    private readonly List<ServiceRow> services = [];

    public async Task<CatalogueRows> Read(ReferenceDataFolder folder, CancellationToken cancellationToken)
    {
        var regionRows = Regions(await folder.Open("nps-regions.json", cancellationToken));
        var areaRows = Areas(await folder.Open("pcc-regions.json", cancellationToken));
        var places = (await folder.Open("probation-offices-and-pdus.json", cancellationToken))?.Object("data");
        var units = DeliveryUnits(places);
        var offices = Offices(places);
        var categoryFile = await folder.Open("service-categories.json", cancellationToken);
        categoryReading.Read(categoryFile);
        categories = categoryFile is null ? null : [.. categoryReading.Categories.Select(category => category.id)];
        var types = ContractTypes(await folder.Open("contract-types.json", cancellationToken));
        var contracts = Contracts(
            await folder.Open("contracts-facts.json", cancellationToken),
            regionRows.DistinctBy(region => region.code).ToDictionary(region => region.code, region => region.name),
            areaRows.DistinctBy(area => area.code).ToDictionary(area => area.code)
        );
        var reasons = WithdrawalReasons(await folder.Open("withdrawal-reasons.json", cancellationToken));
        var holidays = BankHolidays(await folder.Open("bank-holidays-england-and-wales.json", cancellationToken));
        if (contractReferences is not null)
            categoryReading.CheckReferences(contractReferences);
        return new(
            regionRows,
            areaRows,
            units,
            offices,
            InventedDetails.Prisons,
            [.. InventedDetails.SupplierNames.Select(name => new SupplierRow(CatalogueIds.Supplier(name).Value, name))],
            categoryReading.Categories,
            categoryReading.Levels,
            categoryReading.Outcomes,
            categoryReading.Rules,
            types,
            typeCategories,
            contracts,
            subcontractors,
            services,
            reasons,
            holidays
        );
    }

    private List<RegionRow> Regions(ReferenceDataObject? file)
    {
        var seen = new Seen<string>();
        var rows = new List<RegionRow>();
        foreach (var row in file?.Rows("data") ?? [])
        {
            var code = seen.Once(row, "id", row.Text("id"));
            Keep(rows, new(code, row.Text("name")), code);
        }
        regions = file is null ? null : seen.Values;
        return rows;
    }

    private List<AreaRow> Areas(ReferenceDataObject? file)
    {
        var seen = new Seen<string>();
        var rows = new List<AreaRow>();
        foreach (var row in file?.Rows("data") ?? [])
        {
            var code = seen.Once(row, "id", row.Text("id"));
            Keep(rows, new(code, row.Text("name"), Region(row, "npsRegionId")), code);
        }
        areas = file is null ? null : seen.Values;
        return rows;
    }

    private List<DeliveryUnitRow> DeliveryUnits(ReferenceDataObject? data)
    {
        var seen = new Seen<int>();
        return
        [
            .. (data?.Rows("probationDeliveryUnits") ?? []).Select(row => new DeliveryUnitRow(
                seen.Once(row, "id", row.Whole("id")),
                row.Text("name"),
                Region(row, "regionId")
            )),
        ];
    }

    private List<OfficeRow> Offices(ReferenceDataObject? data)
    {
        var seen = new Seen<int>();
        var seenCodes = new Seen<string>();
        var rows = new List<OfficeRow>();
        foreach (var row in data?.Rows("probationOffices") ?? [])
        {
            var id = seen.Once(row, "id", row.Whole("id"));
            var name = row.Text("name");
            var code = row.OptionalText("deliusLocationCode");
            if (code is not null)
                seenCodes.Once(row, "deliusLocationCode", code);
            rows.Add(new(id, name, Region(row, "regionId"), code, InventedDetails.OfficeAddress(id, name)));
        }
        return rows;
    }

    private List<ContractTypeRow> ContractTypes(ReferenceDataObject? file)
    {
        var seen = new Seen<Guid>();
        var seenCodes = new Seen<string>();
        var rows = new List<ContractTypeRow>();
        foreach (var row in file?.Rows("data") ?? [])
        {
            var type = new ContractTypeRow(
                seen.Once(row, "id", row.Id("id")),
                seenCodes.Once(row, "code", row.Text("code")),
                row.Text("name")
            );
            rows.Add(type);
            var seenCategories = new Seen<Guid>();
            foreach (var category in row.Rows("serviceCategories"))
            {
                var id = seenCategories.Once(category, "id", category.Id("id"));
                if (id != Guid.Empty && categories is not null && !categories.Contains(id))
                    category.Wrong("id", $"there is no service category {id}");
                typeCategories.Add(new(type.id, id));
            }
        }
        contractTypes = file is null ? null : rows.DistinctBy(type => type.code).ToDictionary(type => type.code);
        return rows;
    }

    private List<ContractRow> Contracts(
        ReferenceDataObject? file,
        Dictionary<string, string> regionNames,
        Dictionary<string, AreaRow> areaRows
    )
    {
        var seen = new Seen<string>();
        var rows = new List<ContractRow>();
        foreach (var row in file?.Rows("data") ?? [])
        {
            var contract = Contract(row, seen.Once(row, "contractReference", row.Text("contractReference")));
            rows.Add(contract);
            var typeCode =
                contractTypes?.Values.FirstOrDefault(type => type.id == contract.contract_type_id)?.code ?? "";
            var area = areaRows.GetValueOrDefault(contract.pcc_region_code ?? "");
            var regionCode = contract.nps_region_code ?? area?.nps_region_code ?? "";
            var place = ServiceWording.Place(
                contract.reference,
                regionCode,
                area?.name ?? regionNames.GetValueOrDefault(regionCode, "")
            );
            var wording = ServiceWording.For(typeCode, place, regionCode, contract.minimum_age, contract.maximum_age);
            services.Add(
                new(
                    CatalogueIds.Service(contract.reference).Value,
                    contract.id,
                    wording.Title,
                    wording.Description,
                    InventedDetails.ReferralEmail(contract.reference, InventedDetails.SupplierName(contract.reference))
                )
            );
        }
        contractReferences = file is null ? null : seen.Values;
        return rows;
    }

    private ContractRow Contract(ReferenceDataObject row, string reference)
    {
        var id = CatalogueIds.Contract(reference).Value;
        var minimum = row.Whole("minimumAge");
        var maximum = row.OptionalWhole("maximumAge");
        if (minimum < 0 || maximum < minimum)
            row.Wrong(
                maximum is null ? "minimumAge" : "maximumAge",
                "ages must be 0 or more, and the highest not below the lowest"
            );
        var (men, women) = (row.Flag("allowsMale"), row.Flag("allowsFemale"));
        if (!men && !women)
            row.Wrong("allowsMale", "a contract must allow men, women or both");
        var openFrom = row.Date("hideBefore");
        var from = openFrom == default ? default : LondonTime.StartOf(openFrom);
        var until = row.OptionalInstant("hideAfter");
        if (until <= from)
            row.Wrong("hideAfter", "must be later than hideBefore");
        var (regionCode, areaCode) = Where(row);
        Subcontractors(row, id, reference);
        return new(
            id,
            reference,
            TypeOf(row),
            regionCode,
            areaCode,
            minimum,
            maximum,
            men,
            women,
            from,
            until,
            CatalogueIds.Supplier(InventedDetails.SupplierName(reference)).Value
        );
    }

    private Guid TypeOf(ReferenceDataObject row)
    {
        var code = row.Text("contractType");
        if (code.Length == 0 || contractTypes is null)
            return Guid.Empty;
        if (contractTypes.TryGetValue(code, out var type))
            return type.id;
        row.Wrong("contractType", $"there is no contract type {code}");
        return Guid.Empty;
    }

    private (string? Region, string? Area) Where(ReferenceDataObject row)
    {
        var region = row.OptionalText("npsRegion");
        var area = row.OptionalText("pccRegion");
        if (region is null == area is null)
            row.Wrong("npsRegion", "a contract has either a probation region or a police area");
        if (region is { Length: > 0 } && regions is not null && !regions.Contains(region))
            row.Wrong("npsRegion", $"there is no probation region {region}");
        if (area is { Length: > 0 } && areas is not null && !areas.Contains(area))
            row.Wrong("pccRegion", $"there is no police area {area}");
        return (region, area);
    }

    private void Subcontractors(ReferenceDataObject row, Guid contractId, string reference)
    {
        var count = row.Whole("subcontractorCount");
        if (count < 0 || count >= InventedDetails.SupplierNames.Count)
        {
            row.Wrong("subcontractorCount", $"must be 0 to {InventedDetails.SupplierNames.Count - 1}");
            return;
        }
        subcontractors.AddRange(
            InventedDetails
                .Subcontractors(reference, count)
                .Select(name => new SubcontractorRow(contractId, CatalogueIds.Supplier(name).Value))
        );
    }

    private static List<WithdrawalReasonRow> WithdrawalReasons(ReferenceDataObject? file)
    {
        var seen = new Seen<string>();
        return
        [
            .. (file?.Rows("data") ?? []).Select(row => new WithdrawalReasonRow(
                seen.Once(row, "code", row.Text("code")),
                row.Text("description"),
                row.OneOf("grouping", "problem", "user", "sentence", "early", "other")
            )),
        ];
    }

    private static List<BankHolidayRow> BankHolidays(ReferenceDataObject? file)
    {
        var seen = new Seen<DateOnly>();
        return
        [
            .. (file?.Rows("data") ?? []).Select(row => new BankHolidayRow(
                seen.Once(row, "date", row.Date("date")),
                row.Text("title")
            )),
        ];
    }

    private string Region(ReferenceDataObject row, string field)
    {
        var code = row.Text(field);
        if (code.Length > 0 && regions is not null && !regions.Contains(code))
            row.Wrong(field, $"there is no probation region {code}");
        return code;
    }

    private static void Keep<T>(List<T> rows, T row, string code)
    {
        if (code.Length > 0)
            rows.Add(row);
    }
}
