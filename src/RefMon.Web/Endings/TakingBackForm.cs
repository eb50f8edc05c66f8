namespace RefMon.Web.Endings;

/// <summary>What the forms that return and recall have in common: one page, asked and then checked, nothing in the address.</summary>
internal static class TakingBackForm
{
    /// <summary>Which button was pressed.</summary>
    public static string StepOf(HttpContext http) => http.Request.Form["Step"].ToString();

    /// <summary>A reason as a form's value.</summary>
    public static string Code<T>(T reason)
        where T : struct, Enum => reason.ToString();

    /// <summary>A reason chosen in a form; null for anything else.</summary>
    public static T? Read<T>(string? code)
        where T : struct, Enum =>
        Enum.GetValues<T>().Cast<T?>().FirstOrDefault(reason => reason!.Value.ToString() == code);
}
