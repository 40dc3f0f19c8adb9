"""What the commands of the journal and the roles of people are called."""

from __future__ import annotations

from kitchen_tui.texts import N_, _

ROLE_NAMES = {
    "STAFF": N_("Staff"),
    "SUPERVISOR": N_("Supervisor"),
    "ADMIN": N_("Admin"),
    "OWNER": N_("Owner"),
    "SERVICE": N_("Service"),
}
DOINGS = {
    "complete_filling": N_("Filling done"),
    "complete_covering": N_("Covering done"),
    "complete_decorating": N_("Decorating done"),
    "complete_packing": N_("Packing done"),
    "start_packing": N_("Packing begun"),
    "print_barcode": N_("Label printed"),
    "print_packing_label": N_("Packing label printed"),
    "retry_label": N_("Label sent again"),
    "cancel_label": N_("Label given up"),
    "expire_labels": N_("Old labels given up"),
    "qc_return_to_decorating": N_("Sent back to Decorating"),
    "assign_staff": N_("Assigned"),
    "set_storage": N_("Put in its place"),
    "override_priority": N_("Priority set"),
    "acknowledge": N_("Notice seen"),
    "record_unknown_scan": N_("Unknown code scanned"),
    "redeem_unknown_scan": N_("Kept scan counted"),
    "undo": N_("Taken back"),
    "ingest_order": N_("Order taken in"),
    "place_order": N_("Order taken down"),
    "keep_dead_letter": N_("Unreadable order kept"),
    "modify_order": N_("Order changed"),
    "release_order": N_("Order released"),
    "cancel_order": N_("Order cancelled"),
    "hand_over_order": N_("Order handed over"),
    "return_order": N_("Order came back"),
    "receive_stock": N_("Stock received"),
    "adjust_stock": N_("Stock corrected"),
    "waste_stock": N_("Stock wasted"),
    "count_stock": N_("Stock counted"),
    "add_item": N_("Stock item added"),
    "edit_item": N_("Stock item changed"),
    "add_product": N_("Product added"),
    "edit_product": N_("Product changed"),
    "set_recipe": N_("Recipe changed"),
    "add_staff": N_("Person added"),
    "rename_staff": N_("Person renamed"),
    "set_role": N_("Role changed"),
    "set_badge": N_("Badge changed"),
    "set_pin": N_("PIN changed"),
    "set_staff_active": N_("Person left or came back"),
    "start_shift": N_("Clocked in"),
    "end_shift": N_("Clocked out"),
    "add_store": N_("Store added"),
    "edit_store": N_("Store changed"),
    "set_sizes": N_("Sizes changed"),
    "set_docket": N_("Reading of orders changed"),
    "add_terminal": N_("Terminal added"),
    "set_policies": N_("Policies changed"),
    "set_station": N_("Terminal moved"),
    "add_printer": N_("Printer set up"),
    "remove_printer": N_("Printer removed"),
}


def role_name(role: str) -> str:
    """A role in words."""
    return _(ROLE_NAMES[role]) if role in ROLE_NAMES else role


def doing(command: str) -> str:
    """A command of the journal in words; one of a newer release by its name."""
    return _(DOINGS[command]) if command in DOINGS else command.replace("_", " ")
