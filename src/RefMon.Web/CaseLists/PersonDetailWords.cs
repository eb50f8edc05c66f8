using RefMon.Domain.Amendments;
using RefMon.Web.Shell;

namespace RefMon.Web.CaseLists;

/// <summary>What nDelius keeps of a person, in the words of the screens.</summary>
internal static class PersonDetailWords
{
    public static string Shown(PersonDetails details, PersonDetail detail) =>
        detail switch
        {
            PersonDetail.DateOfBirth => details.DateOfBirth is { } born ? Dates.Day(born) : "Not known",
            PersonDetail.Sex => details.Sex ?? "Not known",
            PersonDetail.Ethnicity => details.Ethnicity ?? "Not known",
            PersonDetail.PreferredLanguage => details.PreferredLanguage ?? "Not known",
            PersonDetail.Disabilities => details.Disabilities.Count > 0
                ? string.Join("\n", details.Disabilities)
                : "None known",
            PersonDetail.Religion => details.Religion ?? "Not known",
            PersonDetail.Address => details.AddressLines is { } lines
                ? string.Join("\n", lines)
                : "No address in nDelius",
            PersonDetail.Phones => details.Phones.Count > 0 ? string.Join("\n", details.Phones) : "Not known",
            PersonDetail.Email => details.Email ?? "Not known",
        };

    public static string Name(PersonDetail detail) =>
        detail switch
        {
            PersonDetail.DateOfBirth => "date of birth",
            PersonDetail.Sex => "sex",
            PersonDetail.Ethnicity => "ethnicity",
            PersonDetail.PreferredLanguage => "preferred language",
            PersonDetail.Disabilities => "disabilities",
            PersonDetail.Religion => "religion or belief",
            PersonDetail.Address => "address",
            PersonDetail.Phones => "phone numbers",
            PersonDetail.Email => "email address",
        };
}
